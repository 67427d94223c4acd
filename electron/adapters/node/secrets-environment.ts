/** What the environment says about secrets. The master key is taken out of it: no child and no report of this process can show it. */

export interface SecretsEnvironment {
  /** Text of the key; undefined when the variable is not set. An empty one is set. */
  masterKey: string | undefined
  masterKeyFile: string | undefined
  /** Strict mode as forced from outside, null when the setting decides. */
  strictMode: boolean | null
}

export const keyVariable = 'WHEELHOUSE_SECRETS_MASTER_KEY'
export const keyFileVariable = 'WHEELHOUSE_SECRETS_MASTER_KEY_FILE'
const strictModeVariable = 'WHEELHOUSE_SECRETS_STRICT_MODE'

/** Reads the variables and removes those of the key. A second call finds no key. */
export function takeSecretsEnvironment(env: NodeJS.ProcessEnv = process.env): SecretsEnvironment {
  const taken = { masterKey: env[keyVariable], masterKeyFile: env[keyFileVariable], strictMode: strictModeIn(env[strictModeVariable]) }
  delete env[keyVariable]
  delete env[keyFileVariable]
  return taken
}

/** What cannot be understood counts as on: somebody meant to be strict. */
function strictModeIn(text: string | undefined): boolean | null {
  if (text === undefined || text.trim() === '') return null
  return !['false', '0', 'off', 'no'].includes(text.trim().toLowerCase())
}
