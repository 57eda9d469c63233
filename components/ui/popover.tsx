import { clsx } from 'clsx'
import { type ReactNode, useId } from 'react'
import { buttonClass } from './button-class.ts'

export interface PopoverProps {
  /** What the trigger shows. */
  trigger: ReactNode
  /** Accessible name of the trigger when its content is not text. */
  triggerLabel?: string
  /** Look of the trigger; a secondary button by default. */
  triggerClass?: string
  /** Accessible name of the panel. */
  label: string
  align?: 'start' | 'end'
  className?: string
  children: ReactNode
}

/**
 * A small panel on a button, by the platform's own popover: works before any script has run, closes on Esc and on a
 * click outside, gives focus back. For a list of commands use Menu.
 */
export function Popover({
  trigger,
  triggerLabel,
  triggerClass = buttonClass(),
  label,
  align = 'start',
  className,
  children,
}: PopoverProps) {
  const id = useId()
  return (
    <span className="anchor-scope inline-flex">
      <button
        type="button"
        popoverTarget={id}
        aria-haspopup="dialog"
        aria-label={triggerLabel}
        title={triggerLabel}
        className={clsx('anchor', triggerClass)}
      >
        {trigger}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={clsx(
          'floating anchored open:animate-appear',
          align === 'end' && 'anchored-end',
          className ?? 'p-3',
        )}
      >
        {children}
      </div>
    </span>
  )
}
