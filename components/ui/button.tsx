import { clsx } from 'clsx'
import NextLink from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { type ButtonLook, buttonClass } from './button-class.ts'
import { Spinner } from './spinner.tsx'

export type { ButtonSize, ButtonVariant } from './button-class.ts'
export { buttonClass } from './button-class.ts'

export type ButtonProps = ButtonLook &
  Omit<ComponentProps<'button'>, 'size'> & {
    icon?: ReactNode
    /** Work is under way: keeps its place and its focus, cannot be pressed again, a spinner after 150 ms. */
    pending?: boolean | undefined
  }

/** A button. `className` may add layout (margin, width), never look. */
export function Button({
  variant,
  size,
  block,
  icon,
  pending = false,
  type = 'button',
  onClick,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // A pending button must not submit, yet `disabled` would drop the keyboard focus.
      type={pending ? 'button' : type}
      onClick={pending ? undefined : onClick}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      className={clsx(buttonClass({ variant, size, block }), className)}
    >
      {pending ? <Spinner /> : icon}
      {children}
    </button>
  )
}

export type ButtonLinkProps = ButtonLook & ComponentProps<typeof NextLink> & { icon?: ReactNode }

/** A link that looks like a button: for going somewhere, never for doing something. */
export function ButtonLink({ variant, size, block, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <NextLink {...rest} className={clsx(buttonClass({ variant, size, block }), className)}>
      {icon}
      {children}
    </NextLink>
  )
}
