import { clsx } from 'clsx'

/** A grey place holder of the final size (give it width and height). It stays still for the first 150 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={clsx('block animate-shimmer rounded-sm bg-hover', className)} />
}

/** Lines of text to come; the last one is shorter. */
export function SkeletonText({ lines = 3, className }: { lines?: number; className?: string }) {
  return (
    <span aria-hidden="true" className={clsx('grid gap-2', className)}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move
        <Skeleton key={line} className={clsx('h-[0.8em]', line === lines - 1 ? 'w-2/3' : 'w-full')} />
      ))}
    </span>
  )
}
