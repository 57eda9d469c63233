import type { TableUrlState } from '#components/data-table/table-url-state.ts'
import type { ForecastSummaryRow } from '../../answers.ts'

/** The rows that a state of the table asks for, and how many there are in all. Pure; rows are at most a few hundred. */
export function pageOfRegions(
  rows: readonly ForecastSummaryRow[],
  state: TableUrlState,
): { rows: readonly ForecastSummaryRow[]; total: number } {
  const wanted = state.q.trim().toLowerCase()
  const fitting = rows.filter(
    (row) =>
      (!state.filters.risk || row.risk_level === state.filters.risk) &&
      (!state.filters.trend || row.trend === state.filters.trend) &&
      (!wanted || row.region_name.toLowerCase().includes(wanted) || row.region.toLowerCase() === wanted),
  )
  const key = (state.sort?.id ?? 'risk_score') as keyof ForecastSummaryRow
  const sign = state.sort?.desc ? -1 : 1
  const sorted = fitting.toSorted((a, b) => {
    const [left, right] = [a[key], b[key]]
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : String(left).localeCompare(String(right), 'en')
    return sign * order || a.region.localeCompare(b.region)
  })
  const from = (state.page - 1) * state.size
  return { rows: sorted.slice(from, from + state.size), total: sorted.length }
}
