import { PageHeader } from '#components/shell/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { settingsHeader } from './_header.ts'

export default function Loading() {
  return (
    <>
      <PageHeader {...settingsHeader} />
      <div aria-hidden="true" className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="grid gap-5">
          <Skeleton className="h-40" />
          <Skeleton className="h-72" />
          <Skeleton className="h-36" />
          <Skeleton className="h-44" />
        </div>
        <Skeleton className="h-80" />
      </div>
    </>
  )
}
