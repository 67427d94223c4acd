/** What other features use of env: the editor of one layer with its rules, the effective environment, and how a layer is shown. */
export { EffectiveEnv } from './effective-env.tsx'
export { EnvChanges } from './env-changes.tsx'
export { countChanges, envIsValid } from './env-draft.ts'
export { EnvEditor } from './env-editor.tsx'
export { LayerTag } from './layer-tag.tsx'
export { maskedValue } from './values.tsx'
