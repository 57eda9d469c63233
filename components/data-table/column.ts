import type { ReactNode } from 'react'

/** One column. Column lists are defined once, outside of components. */
export interface DataColumn<Row> {
  id: string
  header: string
  /** Shown in the header, never repeated in the cells: "ms", "rows". */
  unit?: string
  cell: (row: Row) => ReactNode
  /** Right-aligned with tabular figures. */
  numeric?: boolean
  /** The direction of the first click; leave out for columns that cannot be sorted. */
  sort?: 'asc' | 'desc'
  hideable?: boolean
  /** A Tailwind width class; with one on each column, widths never change with the data. */
  width?: string
  /** On a phone: `title` heads the card (and carries the row's link), `none` is left out. */
  card?: 'title' | 'line' | 'none'
}
