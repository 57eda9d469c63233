import { clsx } from 'clsx'
import { initials } from './initials.ts'

/** A person's initials. Decorative by default: the name stands beside it; give `label` where it does not. */
export function Avatar({
  name,
  size = 'md',
  label,
}: {
  name: string
  size?: 'sm' | 'md' | 'lg'
  label?: string
}) {
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true }
  return (
    <span
      {...named}
      className={clsx(
        'inline-grid shrink-0 select-none place-items-center rounded-full bg-accent-soft font-semibold text-accent-ink',
        size === 'sm' && 'size-6 text-[0.625rem]',
        size === 'md' && 'size-8 text-xs',
        size === 'lg' && 'size-12 text-lg',
      )}
    >
      {initials(name)}
    </span>
  )
}
