import { describe, expect, it } from 'vitest'
import { parseTableState } from '#components/data-table/table-url-state.ts'
import type { ForecastSummaryRow } from '../answers.ts'
import { REGION_TABLE, selectRows } from './region-rows.ts'

function row(region: string, change: Partial<ForecastSummaryRow>): ForecastSummaryRow {
  return {
    region,
    region_name: region,
    risk_level: 'GREEN',
    risk_score: 1,
    outbreak_probability: 0,
    confidence_score: 0.5,
    trend: 'stable',
    last_week_cases: 1,
    rate_per_100k: 1,
    expected_week_2: 1,
    data_as_of: '2026-01-01',
    made_at: '2026-01-02T00:00:00Z',
    provider: 'builtin',
    call_id: null,
    source_kind: 'real',
    stale: false,
    ...change,
  }
}

const rows = [
  row('CIV', { region_name: 'Côte d’Ivoire', risk_score: 20, rate_per_100k: null }),
  row('ESP', { region_name: 'Spain', risk_score: 80, risk_level: 'RED', trend: 'increasing' }),
  row('PRT', { region_name: 'Portugal', risk_score: 40, risk_level: 'YELLOW' }),
]

function codes(address: Record<string, string>): string[] {
  return selectRows(rows, parseTableState(address, REGION_TABLE)).rows.map(({ region }) => region)
}

describe('the list of regions', () => {
  it('starts with the highest risk', () => expect(codes({})).toEqual(['ESP', 'PRT', 'CIV']))

  it('sorts as the address says, unknown rates last', () => {
    expect(codes({ sort: 'region' })).toEqual(['CIV', 'PRT', 'ESP'])
    expect(codes({ sort: '-rate' }).at(-1)).toBe('CIV')
  })

  it('finds names without their accents, and codes as they are', () => {
    expect(codes({ q: 'cote' })).toEqual(['CIV'])
    expect(codes({ q: 'esp' })).toEqual(['ESP'])
  })

  it('filters by level and trend', () => {
    expect(codes({ level: 'RED' })).toEqual(['ESP'])
    expect(codes({ trend: 'stable', level: 'YELLOW' })).toEqual(['PRT'])
  })

  it('counts all that fit, beyond the page', () => {
    const state = { ...parseTableState({}, REGION_TABLE), size: 2, page: 2 }
    const { rows: page, total } = selectRows(rows, state)
    expect([page.map(({ region }) => region), total]).toEqual([['CIV'], 3])
  })
})
