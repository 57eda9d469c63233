import { PageHeader } from '#components/shell/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { forecastsHeader } from './_header.ts'

export default function Loading() {
  return (
    <>
      <PageHeader {...forecastsHeader} state={<Skeleton className="h-5 w-52" />} />
      <div aria-hidden="true" className="grid gap-6">
        <Skeleton className="h-26" />
        <div className="grid gap-3">
          <Skeleton className="h-6 w-40" />
          <Skeleton className="h-(--control) w-full max-w-xl" />
          <Skeleton className="h-120" />
        </div>
      </div>
    </>
  )
}
