import clsx from 'clsx'
import { LoaderCircle, type LucideIcon } from 'lucide-react'
import { type ComponentProps, useId } from 'react'
import { type ButtonSize, type ButtonVariant, buttonStyle } from './button-style.ts'
import { Tooltip } from './tooltip.tsx'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: LucideIcon
  /** Work started by this button is under way: it keeps its width and ignores clicks. */
  busy?: boolean
  /** Why it cannot be used now. The button stays focusable, so that the reason can be read by keyboard too. */
  disabledReason?: string | undefined
}

/** A push button; its text is a verb and an object. */
export function Button({ disabledReason, ...props }: ButtonProps) {
  const reasonId = useId()
  if (!disabledReason) return <PlainButton {...props} />
  return (
    <>
      <Tooltip text={disabledReason}>
        <PlainButton {...props} aria-disabled aria-describedby={reasonId} onClick={undefined} type="button" />
      </Tooltip>
      <span id={reasonId} hidden>
        {disabledReason}
      </span>
    </>
  )
}

function PlainButton({
  variant = 'secondary',
  size = 'md',
  icon: Icon,
  busy = false,
  className,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  const off = rest['aria-disabled'] === true
  return (
    <button
      type={busy ? 'button' : type}
      className={clsx(buttonStyle(variant, size, false, off), className)}
      {...(busy ? { 'aria-busy': true, 'aria-disabled': true } : { onClick })}
      {...rest}
    >
      {busy ? <LoaderCircle aria-hidden className="size-3.5 animate-turn" /> : Icon && <Icon aria-hidden className="size-4" strokeWidth={1.5} />}
      {children}
    </button>
  )
}
