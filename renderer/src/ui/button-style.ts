import clsx from 'clsx'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

const sizes: Record<ButtonSize, string> = {
  sm: 'h-6 px-2 text-sm gap-1',
  md: 'h-7 px-2.5 text-base gap-1.5',
  lg: 'h-8 px-3 text-md gap-1.5',
}
const squares: Record<ButtonSize, string> = { sm: 'size-6', md: 'size-7', lg: 'size-8' }

const variants: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent text-on-accent enabled:hover:bg-accent-hover contrast:border-control',
  secondary: 'border-control/55 bg-surface text-default hover:bg-hover contrast:border-control forced-colors:border-control',
  ghost: 'border-transparent text-muted hover:bg-hover hover:text-default',
  danger: 'border-transparent bg-danger text-on-danger enabled:hover:bg-danger-hover contrast:border-control',
}

/** The look shared by buttons and by links that look like buttons. */
export function buttonStyle(variant: ButtonVariant, size: ButtonSize, square = false, off = false): string {
  return clsx(
    'inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-control border font-medium no-underline transition-colors duration-(--fast)',
    'data-popup-open:bg-hover',
    square ? squares[size] : sizes[size],
    off ? 'border-line bg-sunken text-faint' : variants[variant],
  )
}
