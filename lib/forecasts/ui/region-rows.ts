import {
  DEFAULT_SIZES,
  type TableUrlConfig,
  type TableUrlState,
} from '#components/data-table/table-url-state.ts'
import type { ForecastSummaryRow } from '../answers.ts'
import { RISK_WORDS, TREND_WORDS } from './forecast-words.ts'

/** How the list of regions reads its state from the address; the page on the server and the table share it. */
export const REGION_TABLE: TableUrlConfig = {
  sortable: ['region', 'risk', 'cases', 'rate', 'outbreak', 'dataAsOf'],
  defaultSort: { id: 'risk', desc: true },
  filters: [
    {
      id: 'level',
      label: 'Risk',
      options: (['RED', 'YELLOW', 'GREEN'] as const).map((level) => ({
        value: level,
        label: RISK_WORDS[level].word,
      })),
    },
    {
      id: 'trend',
      label: 'Trend',
      options: (['increasing', 'stable', 'decreasing'] as const).map((trend) => ({
        value: trend,
        label: TREND_WORDS[trend],
      })),
    },
  ],
  hideable: ['rate', 'outbreak', 'dataAsOf'],
  sizes: DEFAULT_SIZES,
  defaultSize: 25,
}

type Key = (row: ForecastSummaryRow) => number | string

const KEYS: Readonly<Record<string, Key>> = {
  region: (row) => row.region_name,
  // The score never puts a lower level before a higher one, so it sorts by level too.
  risk: (row) => row.risk_score,
  cases: (row) => row.last_week_cases,
  rate: (row) => row.rate_per_100k ?? -1,
  outbreak: (row) => row.outbreak_probability,
  dataAsOf: (row) => row.data_as_of,
}

/** Lower case without accents: "Côte" is found by "cote". */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLocaleLowerCase('en')
}

/** The rows that fit the address, in its order, and the page of them that it asks for. */
export function selectRows(
  all: readonly ForecastSummaryRow[],
  state: TableUrlState,
): { rows: ForecastSummaryRow[]; total: number } {
  const wanted = plain(state.q.trim())
  const fitting = all.filter(
    (row) =>
      (wanted === '' || plain(row.region_name).includes(wanted) || plain(row.region) === wanted) &&
      (!state.filters.level || row.risk_level === state.filters.level) &&
      (!state.filters.trend || row.trend === state.filters.trend),
  )
  const key = KEYS[state.sort?.id ?? 'risk'] ?? (KEYS.risk as Key)
  const sign = state.sort?.desc ? -1 : 1
  const sorted = fitting.toSorted(
    (a, b) => sign * compare(key(a), key(b)) || a.region_name.localeCompare(b.region_name, 'en'),
  )
  const from = (state.page - 1) * state.size
  return { rows: sorted.slice(from, from + state.size), total: fitting.length }
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b), 'en')
}
