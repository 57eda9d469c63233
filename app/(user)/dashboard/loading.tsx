import { Skeleton, SkeletonText } from '#components/ui/skeleton.tsx'

function Tile({ lines, className }: { lines: number; className?: string }) {
  return (
    <div className={`rounded-md border bg-surface p-5 ${className ?? ''}`}>
      <Skeleton className="h-5 w-40" />
      <SkeletonText lines={lines} className="mt-4" />
    </div>
  )
}

export default function DashboardLoading() {
  return (
    <div role="status" aria-label="Loading your dashboard">
      <Skeleton className="h-8 w-56" />
      <Skeleton className="mt-2.5 mb-7 h-5 w-full max-w-lg" />
      <div className="grid gap-5 lg:grid-cols-3">
        <div className="grid content-start gap-5 lg:col-span-2">
          <Tile lines={5} className="min-h-64" />
          <Tile lines={6} className="min-h-72" />
        </div>
        <div className="grid content-start gap-5">
          <Tile lines={3} className="min-h-40" />
          <Tile lines={2} className="min-h-32" />
          <Tile lines={4} className="min-h-48" />
        </div>
      </div>
    </div>
  )
}
