import { clsx } from 'clsx'

/** A line between groups; with `label`, a word in the line ("or"). */
export function Separator({ label, className }: { label?: string; className?: string }) {
  if (!label) return <hr className={clsx('border-t', className)} />
  return (
    <div className={clsx('flex items-center gap-3 text-ink-3 text-sm', className)}>
      <hr className="grow border-t" />
      {label}
      <hr className="grow border-t" />
    </div>
  )
}
