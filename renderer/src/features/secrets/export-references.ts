/** Names, references and states as a file that can be kept in a repository. Values are no part of it. */
import { useClient } from '../../rpc/provider.tsx'
import { counted } from '../../ui/counted.ts'
import { saveText } from '../../ui/save-text.ts'
import { toast } from '../../ui/toast.tsx'

/** Leaves the lines of those names; each secret stands on a line of its own. The text of all when `names` is absent. */
export function onlyNamed(text: string, names: readonly string[] | undefined): string {
  if (!names) return text
  const wanted = new Set(names)
  const whole = JSON.parse(text) as { company: string; secrets: { name: string }[] }
  const lines = whole.secrets.filter(({ name }) => wanted.has(name)).map((secret) => `    ${JSON.stringify(secret)}`)
  return `{\n  "company": ${JSON.stringify(whole.company)},\n  "secrets": [\n${lines.join(',\n')}\n  ]\n}\n`
}

/** Saves the references of all secrets of a company, or of those named. */
export function useExportReferences(companyId: string) {
  const client = useClient()
  return (names?: readonly string[]) => {
    client.secrets.exportReferences({ companyId }).then(
      ({ fileName, text }) => {
        saveText(fileName, onlyNamed(text, names), 'application/json')
        toast.done(`Saved ${names ? `the references of ${counted(names.length, 'secret')}` : 'all references'} as ${fileName}. It holds no value.`)
      },
      (error: unknown) => toast.failed('The references were not exported.', error),
    )
  }
}
