import { Field as Base } from '@base-ui/react/field'
import { type RefObject, useRef, useState } from 'react'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { counted } from '../../ui/counted.ts'
import { controlStyle, Field } from '../../ui/field.tsx'
import { Wizard } from '../../ui/wizard.tsx'
import { countOutcomes } from './import-model.ts'
import { ImportResult } from './import-result.tsx'
import { ImportReview } from './import-review.tsx'
import { useImport } from './use-import.ts'

const steps = ['Text or file', 'Review', 'Result'] as const

export interface ImportSecretsProps {
  companyId: string
  /** Text that was pasted elsewhere: the review comes at once. */
  text?: string
  onClose: () => void
}

/** Takes many secrets from a .env or JSON file: what was read is reviewed row by row, and all of it is done or nothing. */
export function ImportSecrets({ companyId, text: pasted = '', onClose }: ImportSecretsProps) {
  const [at, setAt] = useState(pasted === '' ? 0 : 1)
  const [text, setText] = useState(pasted)
  const work = useImport(companyId, pasted)
  const first = useRef<HTMLTextAreaElement>(null)
  const counts = countOutcomes(work.rows)
  const changes = counts.add + counts.overwrite
  const review = () => {
    work.read(text)
    setAt(1)
  }
  const apply = () =>
    void work.apply(() => {
      setText('')
      setAt(2)
    })
  const blocked = [text.trim() === '' ? 'Paste the text or choose a file first.' : undefined, notReady(work.planned, changes), undefined][at]
  return (
    <Wizard
      title="Import secrets"
      description="From a .env file or a JSON object. Values are read in this window, sealed by the host, and never shown."
      steps={steps}
      at={at}
      size="lg"
      initialFocus={first}
      nextLabel={['Review', `Apply ${counted(changes, 'change')}`, 'Done'][at] ?? ''}
      nextDisabledReason={blocked}
      onNext={[review, apply, onClose][at] ?? onClose}
      onBack={at === 1 ? () => setAt(0) : undefined}
      onClose={onClose}
      busy={work.busy}
      error={at === 1 ? (work.error ?? work.planError) : null}
    >
      {at === 0 && <Source text={text} onText={setText} inputRef={first} />}
      {at === 1 && work.refusal && <Banner tone="warn" title={work.refusal} />}
      {at === 1 && <ImportReview work={work} counts={counts} />}
      {at === 2 && work.result && <ImportResult verdicts={work.result} />}
    </Wizard>
  )
}

function notReady(planned: boolean, changes: number): string | undefined {
  if (!planned) return 'Wait until the dry run is back.'
  return changes === 0 ? 'Nothing would change.' : undefined
}

function Source({ text, onText, inputRef }: { text: string; onText: (text: string) => void; inputRef: RefObject<HTMLTextAreaElement | null> }) {
  const file = useRef<HTMLInputElement>(null)
  const [tooLarge, setTooLarge] = useState(false)
  const read = async (chosen: File | undefined) => {
    if (!chosen) return
    setTooLarge(chosen.size > 1_048_576)
    if (chosen.size <= 1_048_576) onText(await chosen.text())
  }
  return (
    <>
      <Field label="Text">
        <Base.Control
          value={text}
          onValueChange={(next) => onText(String(next))}
          placeholder={'API_TOKEN=…\nSMTP_PASSWORD="…"'}
          autoComplete="off"
          spellCheck={false}
          data-1p-ignore
          data-lpignore="true"
          render={<textarea ref={inputRef} rows={9} />}
          className={`${controlStyle} resize-y px-2.5 py-1.5 font-mono text-base [-webkit-text-security:disc] placeholder-shown:[-webkit-text-security:none]`}
        />
      </Field>
      <div className="flex items-center gap-3">
        <input
          ref={file}
          type="file"
          aria-label="File to import"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => void read(event.target.files?.[0])}
        />
        <Button onClick={() => file.current?.click()}>Choose a file</Button>
        <span role="status" className={tooLarge ? 'text-sm text-danger' : 'text-sm text-muted'}>
          {tooLarge ? 'The file is larger than 1 MiB. Nothing was read.' : 'At most 1 MiB and 2,000 entries. Nothing is stored before you apply.'}
        </span>
      </div>
    </>
  )
}
