/** What the bundler defines, so that code for the dev server is left out of a release build. */
interface ImportMeta {
  readonly env: { readonly DEV: boolean }
}
