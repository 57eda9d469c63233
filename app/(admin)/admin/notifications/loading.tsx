import { PageHeader } from '#components/shell/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { notificationsHeader } from './_header.ts'

export default function Loading() {
  return (
    <div className="max-w-3xl">
      <PageHeader {...notificationsHeader} />
      <Skeleton className="h-80" />
    </div>
  )
}
