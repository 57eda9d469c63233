// biome-ignore-all lint/a11y/noRedundantRoles: on a phone rows are blocks, and display: block takes the roles away in some browsers
import { clsx } from 'clsx'
import NextLink from 'next/link'
import type { MouseEvent } from 'react'
import type { DataColumn } from './column.ts'

export interface DataTableRowProps<Row> {
  row: Row
  label: string
  href: string | undefined
  columns: readonly DataColumn<Row>[]
  first: boolean
  /** null when rows cannot be selected. */
  selected: boolean | null
  /** `range` with the Shift key: from the row chosen before to this one. */
  onSelect: (range: boolean) => void
  onOpen: (href: string, newTab: boolean) => void
}

/** One row; on a phone a card whose head is the title column. */
export function DataTableRow<Row>({
  row,
  label,
  href,
  columns,
  first,
  selected,
  onSelect,
  onOpen,
}: DataTableRowProps<Row>) {
  const titleId = columns.find((column) => column.card === 'title')?.id ?? columns[0]?.id

  function openFromAnywhere(event: MouseEvent<HTMLElement>) {
    if (!href || event.defaultPrevented || event.button !== 0) return
    // A control keeps its own click, and marking text to copy it is no click.
    if (event.target instanceof Element && event.target.closest('a, button, input, label, select')) return
    if (window.getSelection()?.toString()) return
    onOpen(href, event.metaKey || event.ctrlKey)
  }

  return (
    <tr
      role="row"
      tabIndex={first ? 0 : -1}
      aria-label={label}
      aria-selected={selected ?? undefined}
      onClick={openFromAnywhere}
      className={clsx(
        'group/row focus-visible:-outline-offset-2 max-sm:relative max-sm:grid max-sm:grid-cols-[auto_minmax(0,1fr)] max-sm:gap-x-4 max-sm:gap-y-1.5 max-sm:rounded-md max-sm:border max-sm:bg-surface max-sm:p-4',
        href && 'cursor-pointer hover:bg-hover/60',
        selected && 'bg-accent-soft/60',
      )}
    >
      {selected === null ? null : (
        <td
          role="cell"
          className="border-b pr-1 pl-4 group-last/row:border-b-0 max-sm:absolute max-sm:top-4 max-sm:right-3 max-sm:border-0"
        >
          <input
            type="checkbox"
            data-row-select
            tabIndex={-1}
            aria-label={`Select ${label}`}
            checked={selected}
            onChange={() => {}}
            onClick={(event) => onSelect(event.shiftKey)}
            className="block size-4 accent-(--color-accent)"
          />
        </td>
      )}
      {columns.map((column) => {
        const isTitle = column.id === titleId
        return (
          <td
            key={column.id}
            role="cell"
            className={clsx(
              'h-(--row) border-b px-3 py-1 first:pl-4 last:pr-4 group-last/row:border-b-0 group-data-[density=compact]/table:h-(--row-compact)',
              'max-sm:h-auto max-sm:border-0 max-sm:p-0! max-sm:[overflow-wrap:anywhere]',
              isTitle
                ? 'min-w-40 font-medium max-sm:-order-1 max-sm:col-span-2 max-sm:pr-8!'
                : 'max-sm:col-span-2 max-sm:grid max-sm:grid-cols-subgrid max-sm:items-baseline max-sm:has-[>:last-child:empty]:hidden',
              column.numeric && 'whitespace-nowrap text-right max-sm:text-left',
              column.card === 'none' && 'max-sm:hidden!',
            )}
          >
            {isTitle ? null : (
              <span aria-hidden="true" className="whitespace-normal text-ink-3 text-sm sm:hidden">
                {column.header}
                {column.unit ? ` (${column.unit})` : ''}
              </span>
            )}
            {isTitle && href ? (
              <NextLink href={href} data-row-link className="rounded-sm hover:underline" prefetch={false}>
                {column.cell(row)}
              </NextLink>
            ) : (
              <div className={column.numeric ? 'tabular-nums' : undefined}>{column.cell(row)}</div>
            )}
          </td>
        )
      })}
    </tr>
  )
}
