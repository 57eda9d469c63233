import { clsx } from 'clsx'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

export interface ButtonLook {
  /** One primary action a page; the default is `secondary`. */
  variant?: ButtonVariant | undefined
  size?: ButtonSize | undefined
  /** Full width of its container. */
  block?: boolean | undefined
}

const look: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover active:bg-accent-hover border-transparent',
  secondary: 'bg-surface text-ink border-line-strong/60 hover:bg-hover active:bg-sunken',
  ghost: 'border-transparent text-ink-2 hover:bg-hover hover:text-ink active:bg-sunken',
  danger: 'bg-bad-fill text-on-accent border-transparent hover:brightness-110 active:brightness-95',
}

const measure: Record<ButtonSize, string> = {
  sm: 'h-(--control-sm) px-2.5 text-sm gap-1.5',
  md: 'h-(--control) px-3.5 text-base gap-2',
  lg: 'h-12 px-5 text-base gap-2',
}

/** The classes of a button, for elements that must look like one (a popover trigger, a file label). */
export function buttonClass({ variant = 'secondary', size = 'md', block }: ButtonLook = {}): string {
  return clsx(
    'inline-flex shrink-0 select-none items-center justify-center rounded-md border font-medium whitespace-nowrap',
    'transition-[background-color,filter] duration-100 focus-visible:rounded-md',
    'disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-progress [&_svg]:size-4 [&_svg]:shrink-0',
    look[variant],
    measure[size],
    block && 'w-full',
  )
}
