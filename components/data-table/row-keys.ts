import type { KeyboardEvent } from 'react'

/**
 * Keys on a row: ↑ ↓ Home End move the focus, Enter opens, Space selects. One row is in the tab order at a time, so that
 * a long table is one stop. Keys inside a control of the row stay the control's.
 */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const row = event.target
  if (!(row instanceof HTMLElement) || !row.matches('tr')) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('tr')]
  const here = rows.indexOf(row)
  const to =
    event.key === 'ArrowDown'
      ? rows[here + 1]
      : event.key === 'ArrowUp'
        ? rows[here - 1]
        : event.key === 'Home'
          ? rows[0]
          : event.key === 'End'
            ? rows.at(-1)
            : undefined
  if (to) {
    event.preventDefault()
    for (const other of rows) other.tabIndex = other === to ? 0 : -1
    to.focus()
  } else if (event.key === 'Enter') {
    event.preventDefault()
    row.querySelector<HTMLElement>('a[data-row-link]')?.click()
  } else if (event.key === ' ') {
    event.preventDefault()
    row.querySelector<HTMLElement>('input[data-row-select]')?.click()
  }
}
