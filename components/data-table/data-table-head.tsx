// biome-ignore-all lint/a11y/noRedundantRoles: on a phone rows are blocks, and display: block takes the roles away in some browsers
import { clsx } from 'clsx'
import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import type { DataColumn } from './column.ts'
import { nextSort } from './table-url-state.ts'
import type { TableUrl } from './use-table-url-state.ts'

export interface SelectAll {
  checked: boolean
  some: boolean
  onChange: (checked: boolean) => void
}

/** The sticky header: names, units, the direction of the sort. Out of sight but not out of reach on a phone. */
export function DataTableHead<Row>({
  columns,
  url,
  selectAll,
}: {
  columns: readonly DataColumn<Row>[]
  url: TableUrl
  selectAll: SelectAll | null
}) {
  const cell =
    'sticky top-0 z-10 h-9 border-b bg-surface px-3 text-left font-medium text-ink-3 text-sm whitespace-nowrap first:pl-4 last:pr-4'
  return (
    <thead role="rowgroup" className="max-sm:sr-only">
      <tr role="row">
        {selectAll ? (
          <th role="columnheader" scope="col" className={clsx(cell, 'w-11')}>
            <input
              type="checkbox"
              aria-label="Select all rows of this page"
              checked={selectAll.checked}
              ref={(box) => {
                if (box) box.indeterminate = selectAll.some && !selectAll.checked
              }}
              onChange={(event) => selectAll.onChange(event.target.checked)}
              className="block size-4 accent-(--color-accent)"
            />
          </th>
        ) : null}
        {columns.map((column) => {
          const sort = url.state.sort?.id === column.id ? url.state.sort : null
          const name = (
            <>
              {column.header}
              {column.unit ? <span className="font-normal"> ({column.unit})</span> : null}
            </>
          )
          return (
            <th
              key={column.id}
              role="columnheader"
              scope="col"
              aria-sort={sort ? (sort.desc ? 'descending' : 'ascending') : undefined}
              className={clsx(cell, column.width, column.numeric && 'text-right')}
            >
              {column.sort ? (
                <button
                  type="button"
                  onClick={() =>
                    url.change({ sort: nextSort(url.state.sort, column.id, column.sort === 'desc') })
                  }
                  className={clsx(
                    'group/sort -mx-1.5 inline-flex h-7 items-center gap-1 rounded-sm px-1.5 hover:bg-hover hover:text-ink',
                    column.numeric && 'flex-row-reverse',
                    sort && 'text-ink',
                  )}
                >
                  <span>{name}</span>
                  {sort?.desc ? (
                    <ArrowDown className="size-3.5" />
                  ) : (
                    <ArrowUp
                      className={clsx(
                        'size-3.5',
                        !sort && 'opacity-0 group-hover/sort:opacity-50 group-focus-visible/sort:opacity-50',
                      )}
                    />
                  )}
                </button>
              ) : (
                name
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}
