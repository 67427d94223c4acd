import { createLink } from '@tanstack/react-router'
import clsx from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { type ButtonSize, type ButtonVariant, buttonStyle } from './button-style.ts'

interface ButtonAnchorProps extends ComponentProps<'a'> {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: LucideIcon
}

function ButtonAnchor({ variant = 'secondary', size = 'md', icon: Icon, className, children, ...rest }: ButtonAnchorProps) {
  return (
    <a className={clsx(buttonStyle(variant, size), className)} {...rest}>
      {Icon && <Icon aria-hidden className="size-4" strokeWidth={1.5} />}
      {children}
    </a>
  )
}

function TextAnchor({ className, children, ...rest }: ComponentProps<'a'>) {
  return (
    <a
      className={clsx('rounded-control text-accent underline decoration-current/40 underline-offset-2 hover:decoration-current', className)}
      {...rest}
    >
      {children}
    </a>
  )
}

/** A router link that looks like a button. */
export const ButtonLink = createLink(ButtonAnchor)
/** A router link that looks like a word. */
export const TextLink = createLink(TextAnchor)
