import { Skeleton } from '#components/ui/skeleton.tsx'

/** A card of fields to come, with the measures of the real ones. */
export function FieldsSkeleton({ fields }: { fields: number }) {
  return (
    <div className="rounded-md border bg-surface p-5">
      <Skeleton className="h-5 w-32" />
      <div className="mt-4 grid gap-x-6 gap-y-5 sm:grid-cols-2">
        {Array.from({ length: fields }, (_, field) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the places are alike and never move
          <div key={field} className="grid gap-1.5">
            <Skeleton className="h-6 w-28" />
            <Skeleton className="h-10 w-full" />
          </div>
        ))}
      </div>
    </div>
  )
}
