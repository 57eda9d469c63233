import { clsx } from 'clsx'
import ChevronDown from 'lucide-react/icons/chevron-down'
import type { ComponentProps } from 'react'
import { controlClass } from './input.tsx'

export interface SelectOption {
  value: string
  label: string
  disabled?: boolean
}

export type SelectProps = Omit<ComponentProps<'select'>, 'size'> & {
  options: readonly SelectOption[]
  /** Shown first with an empty value; leave it out when there is always a choice. */
  placeholder?: string
  size?: 'sm' | 'md'
}

/** One choice from a list: the platform's own control, which is best with a thumb and with a screen reader. */
export function Select({ options, placeholder, size = 'md', className, ...rest }: SelectProps) {
  return (
    <span className={clsx('relative block', className)}>
      <select
        {...rest}
        className={clsx(
          controlClass,
          'appearance-none truncate pr-8 pl-3',
          size === 'sm' ? 'h-(--control-sm) text-sm' : 'h-(--control)',
        )}
      >
        {placeholder === undefined ? null : <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option
            key={option.value}
            value={option.value}
            disabled={option.disabled}
            className="bg-raised text-ink"
          >
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-ink-3" />
    </span>
  )
}
