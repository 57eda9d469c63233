// biome-ignore-all lint/a11y/noRedundantRoles: on a phone rows are blocks, and display: block takes the roles away in some browsers
'use client'

import { clsx } from 'clsx'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { EmptyState } from '../feedback/empty-state.tsx'
import { Button } from '../ui/button.tsx'
import type { DataColumn } from './column.ts'
import { DataTableFooter } from './data-table-footer.tsx'
import { DataTableHead } from './data-table-head.tsx'
import { DataTableRow } from './data-table-row.tsx'
import { DataTableSkeleton } from './data-table-skeleton.tsx'
import { DataTableToolbar } from './data-table-toolbar.tsx'
import { DENSITY_COOKIE, type Density } from './density.ts'
import { moveBetweenRows } from './row-keys.ts'
import { isFiltered } from './table-url-state.ts'
import { useRowSelection } from './use-row-selection.ts'
import type { TableUrl } from './use-table-url-state.ts'

export interface DataTableProps<Row extends object> {
  /** What the rows are, e.g. "Users": the accessible name. */
  label: string
  /** One row and many, for counts: ["user", "users"]. */
  noun: readonly [string, string]
  columns: readonly DataColumn<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  /** What a row is called by assistive technology. */
  rowLabel: (row: Row) => string
  /** Where a row leads, if anywhere. */
  rowHref?: (row: Row) => string | undefined
  /** All rows that match, when it is known. */
  total?: number | null
  /** For lists that page by cursor: where the next page begins, null at the end. */
  nextCursor?: string | null
  url: TableUrl
  /** Nothing has arrived yet: skeleton rows of the final layout. */
  loading?: boolean
  /** Newer rows are on their way (beside the url's own pending): the old ones stay. */
  fetching?: boolean
  /** Instead of the rows, when they could not be read: an ErrorState. */
  error?: ReactNode
  /** Nothing exists yet: an EmptyState with the first action. */
  empty: ReactNode
  searchLabel?: string
  /** More tools, right of the filters. */
  tools?: ReactNode
  /** Makes rows selectable and offers actions on the selection. */
  bulkActions?: (ids: readonly string[], clear: () => void) => ReactNode
  defaultDensity?: Density
}

/** A table driven by the server: sort, filter, page and columns live in the address. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const {
    label,
    noun,
    columns,
    rows,
    rowId,
    rowLabel,
    rowHref,
    total,
    nextCursor,
    url,
    loading = false,
  } = props
  const router = useRouter()
  const [density, setDensity] = useState<Density>(props.defaultDensity ?? 'comfortable')
  const selectable = props.bulkActions !== undefined
  const busy = loading || props.fetching === true || url.pending

  const ids = rows.map(rowId)
  const selection = useRowSelection(ids)
  const shown = columns.filter((column) => !url.state.hidden.includes(column.id))
  const nothing = !loading && rows.length === 0

  function changeDensity(next: Density) {
    setDensity(next)
    // biome-ignore lint/suspicious/noDocumentCookie: a preference that the server must see; the Cookie Store API is not everywhere
    document.cookie = `${DENSITY_COOKIE}=${next}; path=/; max-age=31536000; samesite=lax`
  }

  return (
    <section aria-label={label} className="min-w-0">
      <DataTableToolbar
        url={url}
        columns={columns}
        searchLabel={props.searchLabel}
        density={density}
        onDensity={changeDensity}
        tools={props.tools}
        nothing={nothing}
      />
      <div className="relative overflow-clip rounded-md border bg-surface max-sm:border-0 max-sm:bg-transparent">
        <div
          aria-hidden="true"
          className={clsx(
            'absolute inset-x-0 top-0 z-20 h-0.5 overflow-hidden bg-accent/70',
            busy && !loading ? 'animate-shimmer' : 'hidden',
          )}
        />
        {selectable && selection.selected.length > 0 ? (
          <div className="flex min-h-11 flex-wrap items-center gap-2 border-b bg-accent-soft px-3 py-1.5 max-sm:rounded-md max-sm:border">
            <p role="status" className="mr-2 font-medium">
              {selection.selected.length} {selection.selected.length === 1 ? noun[0] : noun[1]} selected
            </p>
            {props.bulkActions?.(selection.selected, selection.clear)}
            <Button variant="ghost" size="sm" onClick={selection.clear}>
              Clear
            </Button>
          </div>
        ) : null}
        {props.error ? (
          <div className="p-4">{props.error}</div>
        ) : nothing ? (
          <div className="px-4 py-10">
            {isFiltered(url.state) ? (
              <EmptyState
                title={`No ${noun[1]} match`}
                action={
                  <Button onClick={url.clearFilters} variant="primary">
                    Clear filters
                  </Button>
                }
              >
                None fits the search and the filters that are set.
              </EmptyState>
            ) : (
              props.empty
            )}
          </div>
        ) : (
          <div className="max-sm:scroll-x sm:scroll-x-hint sm:max-h-[max(26rem,calc(100dvh-13rem))] sm:overflow-y-auto">
            {/* On a phone each row is drawn as a card; the roles keep it a table for assistive technology. */}
            <table
              role="table"
              aria-label={label}
              aria-busy={busy}
              aria-rowcount={total ?? undefined}
              data-density={density}
              className="group/table w-full border-separate border-spacing-0 max-sm:block"
            >
              <DataTableHead
                columns={shown}
                url={url}
                selectAll={
                  selectable
                    ? {
                        checked: selection.selected.length === ids.length && ids.length > 0,
                        some: selection.selected.length > 0,
                        onChange: selection.selectAll,
                      }
                    : null
                }
              />
              {loading ? (
                <DataTableSkeleton
                  columns={shown}
                  selectable={selectable}
                  count={Math.min(url.state.size, 12)}
                />
              ) : (
                <tbody
                  role="rowgroup"
                  onKeyDown={moveBetweenRows}
                  className="transition-opacity duration-150 max-sm:grid max-sm:grid-cols-[minmax(0,1fr)] max-sm:gap-2 in-aria-busy:opacity-60 in-aria-busy:delay-150"
                >
                  {rows.map((row, index) => {
                    const id = rowId(row)
                    return (
                      <DataTableRow
                        key={id}
                        row={row}
                        label={rowLabel(row)}
                        href={rowHref?.(row)}
                        columns={shown}
                        first={index === 0}
                        selected={selectable ? selection.has(id) : null}
                        onSelect={(range) => selection.toggle(id, range)}
                        onOpen={(href, newTab) => {
                          if (newTab) window.open(href, '_blank', 'noopener')
                          else router.push(href)
                        }}
                      />
                    )
                  })}
                </tbody>
              )}
            </table>
          </div>
        )}
      </div>
      {props.error || nothing ? null : (
        <DataTableFooter
          url={url}
          noun={noun}
          shown={rows.length}
          total={total ?? null}
          nextCursor={nextCursor}
          loading={loading}
        />
      )}
    </section>
  )
}
