import { PageHeader } from '#components/shell/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

const STAGES = ['saved', 'relayed', 'delivered', 'applied', 'rendered']
const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']

export default function Loading() {
  return (
    <>
      <PageHeader
        title="Lockstep debug"
        description="Every change in either portal, and how far it has got: saved, relayed, delivered, applied, rendered."
      />
      <div aria-hidden="true" className="grid gap-5">
        <Skeleton className="h-30" />
        <div className="grid gap-2">
          <Skeleton className="h-6 w-60" />
          <div className="grid gap-px sm:grid-cols-2 lg:grid-cols-5">
            {STAGES.map((stage) => (
              <Skeleton key={stage} className="h-48" />
            ))}
          </div>
        </div>
        <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="grid content-start gap-1">
            <Skeleton className="mb-2 h-18" />
            {ROWS.map((row) => (
              <Skeleton key={row} className="h-11" />
            ))}
          </div>
          <div className="grid content-start gap-4">
            <Skeleton className="h-72" />
            <Skeleton className="h-72" />
          </div>
        </div>
      </div>
    </>
  )
}
