import type { ReactNode } from 'react'
import { Skeleton } from '#components/ui/skeleton.tsx'

const ROWS = Array.from({ length: 12 }, (_, row) => `row-${row}`)

/** The skeleton of a page that is a table: header, tools and rows of the final measures. */
export function TableLoading({ header }: { header: ReactNode }) {
  return (
    <>
      {header}
      <div aria-hidden="true">
        <div className="mb-3 flex gap-2">
          <Skeleton className="h-(--control) w-64 max-sm:w-full" />
          <Skeleton className="h-(--control) w-32 max-sm:hidden" />
        </div>
        <div className="rounded-md border bg-surface max-sm:border-0 max-sm:bg-transparent">
          <div className="h-9 border-b max-sm:hidden" />
          {ROWS.map((row) => (
            <div
              key={row}
              className="flex h-(--row) items-center gap-6 border-b px-4 last:border-b-0 max-sm:mb-2 max-sm:h-28 max-sm:rounded-md max-sm:border max-sm:bg-surface"
            >
              <Skeleton className="h-3.5 w-40" />
              <Skeleton className="h-3.5 w-24 max-sm:hidden" />
              <Skeleton className="h-3.5 w-56 max-md:hidden" />
            </div>
          ))}
        </div>
      </div>
    </>
  )
}
