import { Skeleton } from '#components/ui/skeleton.tsx'
import { FieldsSkeleton } from '../field-skeleton.tsx'

export default function ProfileLoading() {
  return (
    <div role="status" aria-label="Loading your profile" className="mx-auto max-w-3xl">
      <Skeleton className="h-8 w-28" />
      <Skeleton className="mt-2.5 mb-7 h-5 w-full max-w-lg" />
      <div className="grid gap-6">
        <Skeleton className="h-28 w-full" />
        <FieldsSkeleton fields={8} />
        <FieldsSkeleton fields={4} />
      </div>
    </div>
  )
}
