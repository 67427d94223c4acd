import { Plus, X } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useId, useLayoutEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'

export interface ArgsEditorProps {
  value: string[]
  onChange: (args: string[]) => void
  /** What is passed before or after them. */
  hint: string
  error?: string | undefined
}

/**
 * Arguments, one a row, kept letter for letter: spaces neither split nor vanish. Enter adds a row, Backspace in an
 * empty row removes it, and pasting several lines makes several rows.
 */
export function ArgsEditor({ value, onChange, hint, error }: ArgsEditorProps) {
  const id = useId()
  const list = useRef<HTMLOListElement>(null)
  const focusNext = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (focusNext.current === null) return
    list.current?.querySelectorAll<HTMLElement>('input, textarea')[focusNext.current]?.focus()
    focusNext.current = null
  })
  const replace = (at: number, remove: number, ...added: string[]) => onChange(value.toSpliced(at, remove, ...added))
  const insert = (at: number) => {
    focusNext.current = at
    replace(at, 0, '')
  }
  const onKeyDown = (index: number) => (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.metaKey || event.ctrlKey) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      insert(index + 1)
    } else if (event.key === 'Backspace' && value[index] === '') {
      event.preventDefault()
      focusNext.current = Math.max(0, index - 1)
      replace(index, 1)
    }
  }
  const onPaste = (index: number) => (event: ClipboardEvent) => {
    const lines = event.clipboardData
      .getData('text')
      .replace(/\r?\n$/, '')
      .split(/\r?\n/)
    if (lines.length === 1 || value[index] !== '') return
    event.preventDefault()
    focusNext.current = index + lines.length - 1
    replace(index, 1, ...lines)
  }
  return (
    <div role="group" aria-labelledby={`${id}-label`} aria-describedby={`${id}-hint`} className="flex flex-col gap-1">
      <span id={`${id}-label`} className="flex items-baseline gap-1.5 text-sm font-medium">
        Arguments <span className="font-normal text-faint">optional</span>
      </span>
      {value.length > 0 && (
        <ol ref={list} className="flex flex-col gap-1">
          {value.map((argument, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an argument is its position
            <li key={index} className="flex items-start gap-1" onKeyDown={onKeyDown(index)} onPaste={onPaste(index)}>
              <ArgumentField index={index} value={argument} onChange={(next) => replace(index, 1, next)} />
              <IconButton icon={X} size="lg" label={`Remove argument ${index + 1}`} onClick={() => replace(index, 1)} />
            </li>
          ))}
        </ol>
      )}
      {error && (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
      <div className="flex items-center gap-3">
        <Button size="sm" icon={Plus} onClick={() => insert(value.length)}>
          Add argument
        </Button>
        <span id={`${id}-hint`} className="text-sm text-muted">
          One a row, passed on exactly as typed. {hint}
        </span>
      </div>
    </div>
  )
}

/** A one-line field would drop line breaks, so that an argument which has some gets a text area. */
function ArgumentField({ index, value, onChange }: { index: number; value: string; onChange: (value: string) => void }) {
  const Text = value.includes('\n') ? TextArea : TextField
  return <Text className="flex-1" label={`Argument ${index + 1}`} hideLabel mono value={value} onChange={onChange} />
}
