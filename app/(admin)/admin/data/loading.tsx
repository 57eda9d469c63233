import { PageHeader } from '#components/shell/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { dataHeader } from './_header.ts'

export default function Loading() {
  return (
    <>
      <PageHeader {...dataHeader} />
      <div aria-hidden="true" className="grid gap-6">
        <div className="grid gap-3">
          <Skeleton className="h-6 w-24" />
          <div className="grid gap-3 lg:grid-cols-2">
            <Skeleton className="h-33" />
            <Skeleton className="h-33" />
          </div>
        </div>
        <Skeleton className="h-84" />
        <div className="grid gap-3">
          <Skeleton className="h-6 w-44" />
          <Skeleton className="h-64" />
        </div>
      </div>
    </>
  )
}
