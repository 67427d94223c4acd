/** What other features use of env: the editor of one layer, its rules, and how a layer and a key's health are shown. */
export { countChanges, envIsValid } from './env-draft.ts'
export { EnvEditor, type EnvEditorProps } from './env-editor.tsx'
export { LayerTag } from './layer-tag.tsx'
export { maskedValue, VersionText } from './values.tsx'
