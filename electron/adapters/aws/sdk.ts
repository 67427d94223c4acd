/** The SDK is 2 MB of code that most installations never use: it is loaded when the first request needs it. */
export const sdk = () => import('@aws-sdk/client-secrets-manager')
