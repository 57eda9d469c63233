import { PageHeader } from '#components/shell/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

const TILES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']

export default function Loading() {
  return (
    <>
      <PageHeader title="Overview" state={<Skeleton className="h-6 w-52" />} />
      <div aria-hidden="true" className="grid gap-6">
        <Skeleton className="h-44" />
        <div className="grid grid-cols-2 gap-3 xl:grid-cols-5">
          {TILES.map((tile) => (
            <Skeleton key={tile} className="h-29" />
          ))}
        </div>
        <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <Skeleton className="h-72" />
          <Skeleton className="h-72" />
        </div>
      </div>
    </>
  )
}
