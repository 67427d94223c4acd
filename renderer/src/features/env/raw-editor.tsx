import { type ReactElement, useMemo, useRef, useState } from 'react'
import type { Env } from '#shared/contract/env.ts'
import type { Secret } from '#shared/contract/secrets.ts'
import { Button } from '../../ui/button.tsx'
import { counted } from '../../ui/counted.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import type { StoredLayer } from './place.ts'
import { type RawProblem, rawText, readRaw } from './raw-text.ts'

export interface RawEditorProps {
  value: Env
  stored: StoredLayer
  secrets: readonly Secret[]
  onApply: (env: Env) => void
  onClose: () => void
}

/** The whole layer as text. What stands in it is what the form holds afterwards; hidden values stay as their markers say. */
export function RawEditor({ value, stored, secrets, onApply, onClose }: RawEditorProps): ReactElement {
  const [text, setText] = useState(() => rawText(value, stored.prints, secrets))
  const area = useRef<HTMLTextAreaElement>(null)
  const layer = useMemo(() => readRaw(text, value, stored.prints, secrets), [text, value, stored, secrets])
  const gone = value.filter(({ key }) => !layer.env.some((entry) => entry.key === key)).map(({ key }) => key)
  const broken = layer.errors.length > 0
  const apply = () => {
    onApply(layer.env)
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      initialFocus={area}
      title="Edit as text"
      description="These lines replace the whole layer; Save then stores it. A hidden value stays where its ‹keep …› stands. Comments are not kept."
      footer={
        <>
          <span className="mr-auto text-muted">
            {counted(layer.env.length, 'key')}
            {!broken && gone.length > 0 && `, without ${gone.slice(0, 3).join(', ')}${gone.length > 3 ? ` and ${gone.length - 3} more` : ''}`}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabledReason={broken ? 'Correct the lines named below the text first.' : undefined} onClick={apply}>
            Replace the layer
          </Button>
        </>
      }
    >
      <TextArea
        label="Keys and values"
        hideLabel
        mono
        rows={14}
        value={text}
        onChange={setText}
        inputRef={area}
        error={broken ? <Lines problems={layer.errors} /> : undefined}
      />
      {layer.warnings.length > 0 && (
        <div className="mt-1 text-sm text-warn">
          <Lines problems={layer.warnings} />
        </div>
      )}
    </Dialog>
  )
}

function Lines({ problems }: { problems: readonly RawProblem[] }) {
  return problems.slice(0, 20).map(({ line, message }) => (
    <span key={`${line} ${message}`} className="block">
      Line {line}: {message}
    </span>
  ))
}
