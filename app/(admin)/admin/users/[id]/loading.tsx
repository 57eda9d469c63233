import { Skeleton } from '#components/ui/skeleton.tsx'

export default function Loading() {
  return (
    <div aria-hidden="true">
      <div className="mb-5 grid gap-2">
        <Skeleton className="h-7 w-48" />
        <Skeleton className="h-5 w-72 max-w-full" />
      </div>
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="grid gap-5">
          <Skeleton className="h-88" />
          <Skeleton className="h-160" />
        </div>
        <div className="grid gap-5">
          <Skeleton className="h-32" />
          <Skeleton className="h-28" />
          <Skeleton className="h-80" />
        </div>
      </div>
    </div>
  )
}
