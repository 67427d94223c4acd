import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { VaultSettings } from '#shared/contract/vault.ts'
import { useRpc } from '../../rpc/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ConfirmPopover } from '../../ui/confirm.tsx'
import { DialogForm } from '../../ui/dialog.tsx'
import { placeErrors } from '../../ui/place-errors.ts'
import { TextField } from '../../ui/text-field.tsx'

const orNull = (text: string) => text.trim() || null

/** Where AWS keeps secrets of this installation. No credentials: those come from the AWS configuration of this computer. */
export function AwsForm({ settings, onClose }: { settings: VaultSettings; onClose: () => void }) {
  const { aws } = settings
  const [fields, setFields] = useState({
    region: aws?.region ?? '',
    prefix: aws?.prefix ?? 'wheelhouse/',
    kmsKeyId: aws?.kmsKeyId ?? '',
    endpoint: aws?.endpoint ?? '',
    profile: aws?.profile ?? '',
  })
  const [first, setFirst] = useState(settings.defaultProvider === 'aws_secrets_manager')
  const region = useRef<HTMLInputElement>(null)
  const configure = useMutation(useRpc().vault.configure.mutationOptions({ onSuccess: onClose }))
  const { beside, rest } = placeErrors(
    configure.error,
    Object.keys(fields).map((name) => `aws.${name}`),
  )
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (value: string) => setFields({ ...fields, [name]: value }),
    error: beside[`aws.${name}`],
    mono: true,
  })
  const save = () =>
    configure.mutate({
      defaultProvider: first ? 'aws_secrets_manager' : 'local_encrypted',
      aws: {
        region: fields.region.trim(),
        prefix: fields.prefix.trim(),
        kmsKeyId: orNull(fields.kmsKeyId),
        endpoint: orNull(fields.endpoint),
        profile: orNull(fields.profile),
      },
    })
  return (
    <DialogForm
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      initialFocus={region}
      title="AWS Secrets Manager"
      description="Credentials come from the AWS configuration of this computer. Wheelhouse stores none."
      submitLabel="Save AWS settings"
      submitDisabledReason={fields.region.trim() ? undefined : 'Give the region first.'}
      busy={configure.isPending}
      error={rest}
      onSubmit={save}
    >
      <TextField label="Region" placeholder="eu-central-1" inputRef={region} {...field('region')} />
      <TextField label="Prefix" hint="Names of secrets made here begin with it." {...field('prefix')} />
      <TextField label="Profile" optional hint="Empty for the default chain." {...field('profile')} />
      <TextField label="KMS key" optional hint="Empty for the key that AWS manages." {...field('kmsKeyId')} />
      <TextField label="Endpoint" optional type="url" hint="For a private endpoint." {...field('endpoint')} />
      <Checkbox label="New secrets go to AWS unless something else is chosen" checked={first} onChange={setFirst} />
      {aws && (
        <div>
          <ConfirmPopover
            trigger={<Button>Stop using AWS</Button>}
            consequence="Secrets that AWS keeps stay there, and runs that need them fail until it is set up again."
            confirmLabel="Stop using AWS"
            danger
            onConfirm={() => configure.mutateAsync({ aws: null, defaultProvider: 'local_encrypted' })}
          />
        </div>
      )}
    </DialogForm>
  )
}
