import { clsx } from 'clsx'
import { Skeleton } from '../ui/skeleton.tsx'
import type { DataColumn } from './column.ts'

const lengths = ['w-24', 'w-16', 'w-32', 'w-20', 'w-28']

/** Rows to come, with the measures of the real ones. */
export function DataTableSkeleton<Row>({
  columns,
  selectable,
  count,
}: {
  columns: readonly DataColumn<Row>[]
  selectable: boolean
  count: number
}) {
  return (
    <tbody aria-hidden="true" className="max-sm:grid max-sm:gap-2">
      {Array.from({ length: count }, (_, line) => (
        <tr
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move
          key={line}
          className="group/row max-sm:grid max-sm:gap-2.5 max-sm:rounded-md max-sm:border max-sm:bg-surface max-sm:p-4"
        >
          {selectable ? (
            <td className="w-11 border-b pl-4 group-last/row:border-b-0 max-sm:hidden">
              <Skeleton className="size-4" />
            </td>
          ) : null}
          {columns.map((column, at) => (
            <td
              key={column.id}
              className={clsx(
                'h-(--row) border-b px-3 first:pl-4 last:pr-4 group-last/row:border-b-0 group-data-[density=compact]/table:h-(--row-compact)',
                'max-sm:h-auto max-sm:border-0 max-sm:p-0!',
                column.card === 'none' && 'max-sm:hidden!',
              )}
            >
              <Skeleton
                className={clsx(
                  'h-3.5 max-w-full',
                  lengths[(line + at) % lengths.length],
                  column.numeric && 'sm:ml-auto',
                )}
              />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}
