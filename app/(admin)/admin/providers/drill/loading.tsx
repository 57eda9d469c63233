import { PageHeader } from '#components/shell/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { drillHeader } from './_header.ts'

export default function Loading() {
  return (
    <>
      <PageHeader {...drillHeader} />
      <div aria-hidden="true" className="grid gap-4">
        <Skeleton className="h-9 w-36" />
        <Skeleton className="h-60" />
      </div>
    </>
  )
}
