import { useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'

export interface GivenKit {
  kit: string
  passphrase: string
}

export const noKit: GivenKit = { kit: '', passphrase: '' }

/** Why kit and passphrase cannot be used yet. */
export function kitMissing({ kit, passphrase }: GivenKit): string | undefined {
  if (kit.trim() === '') return 'Give the recovery kit first.'
  return passphrase.length < 12 ? 'Give the passphrase, at least 12 characters.' : undefined
}

/** A kit as pasted text or a file, and its passphrase. */
export function KitFields({ given, onChange }: { given: GivenKit; onChange: (given: GivenKit) => void }) {
  const file = useRef<HTMLInputElement>(null)
  const read = async (chosen: File | undefined) => {
    if (chosen) onChange({ ...given, kit: (await chosen.text()).slice(0, 20_000) })
  }
  return (
    <>
      <TextArea
        label="Recovery kit"
        mono
        rows={5}
        value={given.kit}
        onChange={(kit) => onChange({ ...given, kit })}
        hint="The whole text, with the lines that begin and end it. It says nothing without its passphrase."
      />
      <div>
        <input
          ref={file}
          type="file"
          accept=".txt,text/plain"
          aria-label="Recovery kit file"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => void read(event.target.files?.[0])}
        />
        <Button onClick={() => file.current?.click()}>Choose the file</Button>
      </div>
      <TextField
        label="Passphrase"
        type="password"
        value={given.passphrase}
        onChange={(passphrase) => onChange({ ...given, passphrase })}
        autoComplete="off"
      />
    </>
  )
}
