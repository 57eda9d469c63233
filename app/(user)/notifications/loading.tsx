import { Skeleton } from '#components/ui/skeleton.tsx'

export default function NotificationsLoading() {
  return (
    <div role="status" aria-label="Loading your notifications" className="mx-auto max-w-3xl">
      <Skeleton className="h-8 w-44" />
      <Skeleton className="mt-2.5 mb-7 h-5 w-full max-w-md" />
      <Skeleton className="h-80 w-full" />
    </div>
  )
}
