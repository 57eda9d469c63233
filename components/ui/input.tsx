import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/** The look of every text control; iOS zooms into anything under 16 px, hence the size on small screens. */
export const controlClass = clsx(
  'w-full min-w-0 rounded-md border border-line-strong bg-surface text-base text-ink max-sm:text-[16px]',
  'placeholder:text-ink-3 transition-[border-color] duration-100 hover:border-ink-3',
  'focus-visible:rounded-md focus-visible:border-accent-ink focus-visible:outline-offset-0',
  'aria-invalid:border-bad aria-invalid:bg-bad-soft/40',
  'disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-ink-3',
)

export type InputProps = Omit<ComponentProps<'input'>, 'size'> & {
  /** An icon or short text before the value, e.g. a search glass or "€". */
  lead?: ReactNode
  /** A unit or an action after the value. */
  trail?: ReactNode
}

/** A one-line text control. Put it in a Field, which gives it its label, hint and error. */
export function Input({ lead, trail, className, type = 'text', ...rest }: InputProps) {
  const control = (
    <input
      type={type}
      {...rest}
      className={clsx(
        controlClass,
        'h-(--control) px-3 read-only:bg-sunken',
        lead && 'pl-9',
        trail && 'pr-10',
        !lead && !trail && className,
      )}
    />
  )
  if (!lead && !trail) return control
  return (
    <span className={clsx('relative block', className)}>
      {lead ? (
        <span className="pointer-events-none absolute inset-y-0 left-0 grid w-9 place-items-center text-ink-3 [&_svg]:size-4">
          {lead}
        </span>
      ) : null}
      {control}
      {trail ? (
        <span className="absolute inset-y-0 right-0 flex items-center pr-2 text-sm text-ink-3 [&_svg]:size-4">
          {trail}
        </span>
      ) : null}
    </span>
  )
}
