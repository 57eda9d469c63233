import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** An identifier, key or short piece of code in running text. */
export function Code({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <code
      className={clsx(
        'rounded-sm bg-hover px-1 py-px font-mono text-[0.9em] [overflow-wrap:anywhere]',
        className,
      )}
    >
      {children}
    </code>
  )
}

/** Several lines of code or a log; scrolls inside itself and takes keyboard focus for that. */
export function CodeBlock({
  children,
  label,
  className,
}: {
  children: string
  label: string
  className?: string
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className={clsx('scroll-x rounded-md border bg-sunken', className)}
    >
      <pre className="px-3.5 py-3 font-mono text-[0.85em] leading-relaxed">
        <code>{children}</code>
      </pre>
    </section>
  )
}
