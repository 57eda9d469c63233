import { Skeleton } from '#components/ui/skeleton.tsx'

export default function ForecastsLoading() {
  return (
    <div role="status" aria-label="Loading the forecasts">
      <Skeleton className="h-8 w-36" />
      <Skeleton className="mt-2 h-6 w-64" />
      <Skeleton className="mt-1.5 mb-7 h-6 w-full max-w-xl" />
      <Skeleton className="mb-3 h-10 w-full max-w-md" />
      <div className="overflow-hidden rounded-md border bg-surface">
        {Array.from({ length: 12 }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move
          <div key={line} className="flex h-12 items-center gap-6 border-b px-4 last:border-b-0">
            <Skeleton className="h-3.5 w-36" />
            <Skeleton className="h-3.5 w-20" />
            <Skeleton className="h-3.5 grow" />
          </div>
        ))}
      </div>
    </div>
  )
}
