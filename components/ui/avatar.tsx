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
      // Drawn by the style sheet: as text, two letters would be part of the name of the button around them.
      data-initials={initials(name)}
      className={clsx(
        'inline-grid shrink-0 select-none place-items-center rounded-full bg-accent-soft font-semibold text-accent-ink before:content-[attr(data-initials)]',
        size === 'sm' && 'size-6 text-[0.625rem]',
        size === 'md' && 'size-8 text-xs',
        size === 'lg' && 'size-12 text-lg',
      )}
    />
  )
}
