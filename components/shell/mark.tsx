import { clsx } from 'clsx'

/** The mark: two lines in step, a rising one and a steady one. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={clsx('size-7 shrink-0', className)}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M8 18.5l5.2-6.2 4 3.4L24 7.5"
        fill="none"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-on-accent"
      />
      <path
        d="M8 24.5h16"
        strokeWidth="2.6"
        strokeLinecap="round"
        opacity="0.72"
        className="stroke-on-accent"
      />
    </svg>
  )
}

/** The mark with the name. */
export function Wordmark({ className }: { className?: string }) {
  return (
    <span
      className={clsx('inline-flex items-center gap-2.5 font-semibold text-lg tracking-tight', className)}
    >
      <Mark />
      IntelliCV
    </span>
  )
}
