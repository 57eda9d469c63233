import { clsx } from 'clsx'
import CircleAlert from 'lucide-react/icons/circle-alert'
import { type ReactNode, useId } from 'react'

/** What a control must carry to be tied to its label, hint and error. */
export interface ControlProps {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  required: boolean | undefined
}

export interface FieldProps {
  label: ReactNode
  /** One short sentence: format, reason or limit. */
  hint?: ReactNode
  error?: string | undefined
  required?: boolean
  /** Says "optional" beside the label: mark whichever of the two is rarer in the form. */
  optional?: boolean
  /** Something beside the label, e.g. "changed by …" or a link. */
  aside?: ReactNode
  /** Keep the label for assistive technology only. */
  hideLabel?: boolean
  className?: string
  children: (control: ControlProps) => ReactNode
}

/**
 * Label, control, hint and error as one thing: `<Field label="Name">{(c) => <Input {...c} name="name" />}</Field>`.
 * The error is linked by aria-describedby and announced when it appears.
 */
export function Field({
  label,
  hint,
  error,
  required = false,
  optional = false,
  aside,
  hideLabel = false,
  className,
  children,
}: FieldProps) {
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  return (
    <div className={clsx('grid content-start gap-1.5', className)}>
      <div className={clsx('flex flex-wrap items-baseline justify-between gap-x-3', hideLabel && 'sr-only')}>
        <label htmlFor={id} className="font-medium">
          {label}
          {optional ? <span className="ml-1.5 font-normal text-ink-3 text-sm">optional</span> : null}
        </label>
        {aside ? <span className="text-ink-3 text-sm">{aside}</span> : null}
      </div>
      {children({
        id,
        'aria-describedby': clsx(error && errorId, hint && hintId) || undefined,
        'aria-invalid': error ? true : undefined,
        required: required || undefined,
      })}
      {error ? (
        <p id={errorId} role="alert" className="flex items-start gap-1.5 text-bad text-sm">
          <CircleAlert className="mt-[calc((1lh-0.875rem)/2)] size-3.5 shrink-0" />
          {error}
        </p>
      ) : null}
      {hint ? (
        <p id={hintId} className="text-ink-3 text-sm">
          {hint}
        </p>
      ) : null}
    </div>
  )
}
