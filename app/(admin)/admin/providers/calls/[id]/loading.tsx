import { Skeleton } from '#components/ui/skeleton.tsx'

export default function Loading() {
  return (
    <div aria-hidden="true" className="grid gap-5">
      <div className="grid gap-2">
        <Skeleton className="h-7 w-64" />
        <Skeleton className="h-5 w-80 max-w-full" />
      </div>
      <Skeleton className="h-72" />
    </div>
  )
}
