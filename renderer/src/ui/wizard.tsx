import clsx from 'clsx'
import { type FormEvent, type ReactNode, type RefObject, useEffect, useId, useRef } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { ErrorLine } from './error-line.tsx'

export interface WizardProps {
  title: string
  description?: ReactNode
  /** Names of the steps in their order. */
  steps: readonly string[]
  /** The step on screen, counted from 0. */
  at: number
  nextLabel: string
  nextDisabledReason?: string | undefined
  onNext: () => void
  /** Absent where there is no way back. */
  onBack?: (() => void) | undefined
  onClose: () => void
  busy?: boolean
  error?: unknown
  size?: 'md' | 'lg'
  initialFocus?: RefObject<HTMLElement | null>
  /** Beside the buttons. */
  aside?: ReactNode
  children: ReactNode
}

/** A dialog of a few steps, one decision each. Nothing is done before the step that says so. */
export function Wizard({ title, description, steps, at, onClose, onNext, busy = false, size = 'md', initialFocus, children, ...foot }: WizardProps) {
  const body = useRef<HTMLFormElement>(null)
  const form = useId()
  const shown = useRef(at)
  useEffect(() => {
    // A new step is announced by its first words; the button that led here must not do the next thing at a second press.
    if (shown.current !== at) body.current?.focus()
    shown.current = at
  }, [at])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy && !foot.nextDisabledReason) onNext()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      size={size}
      busy={busy}
      {...(initialFocus ? { initialFocus } : {})}
      footer={<Foot {...foot} form={form} busy={busy} />}
    >
      <Steps steps={steps} at={at} />
      <form
        id={form}
        ref={body}
        noValidate
        tabIndex={-1}
        aria-label={`Step ${at + 1} of ${steps.length}: ${steps[at]}`}
        onSubmit={submit}
        className="mt-4 flex min-h-44 flex-col gap-4 outline-none"
      >
        {children}
      </form>
    </Dialog>
  )
}

function Steps({ steps, at }: Pick<WizardProps, 'steps' | 'at'>) {
  return (
    <ol className="flex flex-wrap gap-x-5 gap-y-1 border-b border-line pb-2 text-sm">
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === at ? 'step' : undefined}
          className={clsx('flex items-center gap-1.5', index === at ? 'font-medium text-default' : 'text-muted')}
        >
          <span
            aria-hidden
            className={clsx(
              'grid size-5 place-items-center rounded-full text-xs tabular-nums',
              index === at ? 'bg-accent text-on-accent' : 'bg-sunken text-muted',
            )}
          >
            {index + 1}
          </span>
          {step}
        </li>
      ))}
    </ol>
  )
}

type FootProps = Pick<WizardProps, 'onBack' | 'nextLabel' | 'nextDisabledReason' | 'error' | 'busy' | 'aside'> & { form: string }

function Foot({ onBack, nextLabel, nextDisabledReason, error, busy = false, aside, form }: FootProps) {
  return (
    <>
      <div className="mr-auto min-w-0">{error ? <ErrorLine error={error} /> : aside}</div>
      {onBack && <Button onClick={onBack}>Back</Button>}
      <Button type="submit" form={form} variant="primary" busy={busy} disabledReason={nextDisabledReason}>
        {nextLabel}
      </Button>
    </>
  )
}
