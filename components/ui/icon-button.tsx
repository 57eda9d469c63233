import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { type ButtonSize, type ButtonVariant, buttonClass } from './button-class.ts'
import { Spinner } from './spinner.tsx'

export type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label' | 'children'> & {
  /** What it does, in words: the accessible name and the hover title. */
  label: string
  icon: ReactNode
  variant?: ButtonVariant
  size?: Exclude<ButtonSize, 'lg'>
  pending?: boolean
}

const square = { sm: 'w-(--control-sm) !px-0', md: 'w-(--control) !px-0' }

/** The classes of a square icon button, for popover triggers and links. */
export function iconButtonClass(variant: ButtonVariant = 'ghost', size: 'sm' | 'md' = 'md'): string {
  return clsx(buttonClass({ variant, size }), square[size])
}

/** A square button with an icon only. */
export function IconButton({
  label,
  icon,
  variant = 'ghost',
  size = 'md',
  pending = false,
  type = 'button',
  onClick,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      onClick={pending ? undefined : onClick}
      aria-label={label}
      aria-disabled={pending || undefined}
      title={label}
      className={clsx(iconButtonClass(variant, size), className)}
    >
      {pending ? <Spinner /> : icon}
    </button>
  )
}
