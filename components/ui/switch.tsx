import { clsx } from 'clsx'
import { type ComponentProps, type ReactNode, useId } from 'react'

export type SwitchProps = Omit<ComponentProps<'input'>, 'type' | 'size' | 'role'> & {
  label: ReactNode
  hint?: ReactNode
  /** Keep the label for assistive technology only. */
  hideLabel?: boolean
}

/** A setting that takes effect at once. For a choice that waits for "Save" use a Checkbox. */
export function Switch({ label, hint, hideLabel = false, className, ...rest }: SwitchProps) {
  const id = useId()
  return (
    <label className={clsx('flex items-start justify-between gap-4', className)}>
      <span className={hideLabel ? 'sr-only' : 'grid gap-0.5'}>
        <span>{label}</span>
        {hint ? (
          <span id={`${id}-hint`} className="text-sm text-ink-3">
            {hint}
          </span>
        ) : null}
      </span>
      <input
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...rest}
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a native checkbox tells its own checked state
        role="switch"
        className={clsx(
          'relative h-5 w-9 shrink-0 appearance-none rounded-full bg-line-strong transition-[background-color] duration-100',
          'before:absolute before:top-0.5 before:left-0.5 before:size-4 before:rounded-full before:bg-on-accent',
          'before:transition-[translate] before:duration-100 checked:bg-accent checked:before:translate-x-4',
          'focus-visible:rounded-full disabled:cursor-not-allowed disabled:opacity-50',
          'mt-[calc((1lh-1.25rem)/2)]',
        )}
      />
    </label>
  )
}
