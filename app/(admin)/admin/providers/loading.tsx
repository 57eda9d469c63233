import { PageHeader } from '#components/shell/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { providersHeader } from './_header.ts'

export default function Loading() {
  return (
    <>
      <PageHeader {...providersHeader} />
      <div aria-hidden="true" className="grid gap-6">
        <Skeleton className="h-28" />
        <div className="grid gap-3">
          <Skeleton className="h-6 w-64" />
          <Skeleton className="h-60" />
        </div>
        <Skeleton className="h-60" />
        <Skeleton className="h-40" />
      </div>
    </>
  )
}
