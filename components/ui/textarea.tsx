import { clsx } from 'clsx'
import type { ComponentProps } from 'react'
import { controlClass } from './input.tsx'

/** A text control of several lines that grows with its text where the browser can. */
export function Textarea({ className, rows = 4, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={rows}
      {...rest}
      className={clsx(
        controlClass,
        'field-sizing-content max-h-96 min-h-20 resize-y px-3 py-2 read-only:bg-sunken',
        className,
      )}
    />
  )
}
