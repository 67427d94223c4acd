import clsx from 'clsx'
import { LoaderCircle, type LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { type ButtonSize, type ButtonVariant, buttonStyle } from './button-style.ts'
import { Kbd } from './kbd.tsx'
import { Tooltip } from './tooltip.tsx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'disabled' | 'children'> {
  icon: LucideIcon
  /** Accessible name and tooltip. */
  label: string
  variant?: ButtonVariant
  size?: ButtonSize
  shortcut?: string
  busy?: boolean
  disabledReason?: string | undefined
}

/** A button that shows only an icon: at least 24 by 24 px, named, with a tooltip. */
export function IconButton({
  icon: Icon,
  label,
  variant = 'ghost',
  size = 'sm',
  shortcut,
  busy,
  disabledReason,
  className,
  onClick,
  ...rest
}: IconButtonProps) {
  const off = Boolean(disabledReason)
  const text = disabledReason ?? label
  return (
    <Tooltip
      text={
        shortcut ? (
          <span className="flex items-center gap-2">
            {text}
            <Kbd keys={shortcut} />
          </span>
        ) : (
          text
        )
      }
    >
      <button
        type="button"
        aria-label={disabledReason ? `${label}: ${disabledReason}` : label}
        aria-disabled={off || busy || undefined}
        className={clsx(buttonStyle(variant, size, true, off), className)}
        onClick={off || busy ? undefined : onClick}
        {...rest}
      >
        {busy ? <LoaderCircle aria-hidden className="size-3.5 animate-turn" /> : <Icon aria-hidden className="size-4" strokeWidth={1.5} />}
      </button>
    </Tooltip>
  )
}
