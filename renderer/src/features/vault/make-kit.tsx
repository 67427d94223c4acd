import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { DialogForm } from '../../ui/dialog.tsx'
import { saveText } from '../../ui/save-text.ts'
import { TextArea, TextField } from '../../ui/text-field.tsx'

interface Made {
  fileName: string
  text: string
}

/** Asks for a passphrase twice and hands the kit out as a file. */
export function MakeKit({ onClose }: { onClose: () => void }) {
  const [given, setGiven] = useState({ passphrase: '', again: '' })
  const [made, setMade] = useState<Made | null>(null)
  const onSuccess = (kit: Made) => {
    setGiven({ passphrase: '', again: '' })
    setMade(kit)
    saveText(kit.fileName, kit.text)
  }
  // Not kept after the answer: the mutation cache would hold the passphrase for minutes.
  const make = useMutation(useRpc().vault.exportKit.mutationOptions({ gcTime: 0, onSuccess }))
  const differs = given.again !== '' && given.again !== given.passphrase
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      title="Make a recovery kit"
      description="Whoever has the kit and its passphrase has the master key. Keep the two in different places."
      submitLabel={made ? 'Done' : 'Make the kit'}
      submitDisabledReason={made ? undefined : missing(given)}
      busy={make.isPending}
      error={make.error}
      onSubmit={() => (made ? onClose() : make.mutate({ passphrase: given.passphrase }))}
    >
      {made ? (
        <MadeKit made={made} />
      ) : (
        <>
          <TextField
            label="Passphrase"
            type="password"
            value={given.passphrase}
            onChange={(passphrase) => setGiven({ ...given, passphrase })}
            hint="At least 12 characters. Several words are best. Nobody can tell it to you later."
            autoComplete="new-password"
          />
          <TextField
            label="Passphrase again"
            type="password"
            value={given.again}
            onChange={(again) => setGiven({ ...given, again })}
            error={differs ? 'The two are not the same.' : undefined}
            autoComplete="new-password"
          />
        </>
      )}
    </DialogForm>
  )
}

function missing({ passphrase, again }: { passphrase: string; again: string }): string | undefined {
  if (passphrase.length < 12) return 'Give a passphrase of at least 12 characters.'
  return again === passphrase ? undefined : 'Type the same passphrase twice.'
}

function MadeKit({ made: { fileName, text } }: { made: Made }) {
  return (
    <>
      <p role="status">
        <span className="font-medium">Saved as {fileName}.</span> Test it once with its passphrase, then put it where the backups are not.
      </p>
      <TextArea label="The kit" mono readOnly rows={8} value={text} onChange={() => undefined} />
      <div>
        <Button onClick={() => saveText(fileName, text)}>Save it again</Button>
      </div>
    </>
  )
}
