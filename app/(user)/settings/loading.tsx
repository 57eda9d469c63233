import { Skeleton } from '#components/ui/skeleton.tsx'
import { FieldsSkeleton } from '../field-skeleton.tsx'

export default function SettingsLoading() {
  return (
    <div role="status" aria-label="Loading your settings" className="mx-auto max-w-3xl">
      <Skeleton className="h-8 w-28" />
      <Skeleton className="mt-2.5 mb-7 h-5 w-full max-w-lg" />
      <div className="grid gap-6">
        <FieldsSkeleton fields={2} />
        <FieldsSkeleton fields={2} />
        <Skeleton className="h-32 w-full" />
      </div>
    </div>
  )
}
