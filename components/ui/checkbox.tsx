import { clsx } from 'clsx'
import { type ComponentProps, type ReactNode, useId } from 'react'

export type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'size'> & {
  /** Visible label; without it give `aria-label`. */
  label?: ReactNode
  hint?: ReactNode
  error?: string | undefined
}

/** A tick box with its label as the target. */
export function Checkbox({ id: givenId, label, hint, error, className, ...rest }: CheckboxProps) {
  const ownId = useId()
  const id = givenId ?? ownId
  const describedBy = clsx(hint && `${id}-hint`, error && `${id}-error`) || undefined
  const box = (
    <input
      id={id}
      aria-describedby={describedBy}
      aria-invalid={error ? true : undefined}
      {...rest}
      type="checkbox"
      className={clsx(
        'size-4 shrink-0 rounded-sm accent-(--color-accent) disabled:cursor-not-allowed',
        label ? 'mt-[calc((1lh-1rem)/2)]' : className,
      )}
    />
  )
  if (!label) return box
  return (
    <div className={className}>
      <label htmlFor={id} className="inline-flex min-h-6 items-start gap-2.5">
        {box}
        <span>{label}</span>
      </label>
      {hint ? (
        <p id={`${id}-hint`} className="ml-6.5 text-sm text-ink-3">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="ml-6.5 text-sm text-bad">
          {error}
        </p>
      ) : null}
    </div>
  )
}
