import { Skeleton } from '#components/ui/skeleton.tsx'

export default function RegionLoading() {
  return (
    <div role="status" aria-label="Loading the forecast">
      <Skeleton className="mb-1 h-5 w-24" />
      <Skeleton className="h-8 w-48" />
      <Skeleton className="mt-2 mb-7 h-7 w-64" />
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {['a', 'b', 'c', 'd'].map((tile) => (
          <Skeleton key={tile} className="h-32 w-full" />
        ))}
      </div>
      <div className="mt-6 grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Skeleton className="h-[28rem] w-full" />
        <Skeleton className="h-80 w-full" />
      </div>
    </div>
  )
}
