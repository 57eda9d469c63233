import type { SourceKind } from './schema.ts'

export type SourceDescription = {
  readonly id: string
  readonly publisher: string
  readonly title: string
  readonly licence: string
  readonly address: string
  readonly format: string
  readonly cadence: string
  readonly kind: SourceKind
}

export const SIMULATION_SOURCE = 'simulation'

/** The publishers whose files can be imported today, and the product's own simulation. */
export const SOURCES: readonly SourceDescription[] = [
  {
    id: 'jhu-csse',
    publisher: 'Johns Hopkins University CSSE',
    title: 'COVID-19 time series, global (ended 2023-03-10)',
    licence: 'CC BY 4.0',
    address:
      'https://github.com/CSSEGISandData/COVID-19/tree/master/csse_covid_19_data/csse_covid_19_time_series',
    format: 'CSV, one column a day, or long form; gzip or not',
    cadence: 'daily',
    kind: 'real',
  },
  {
    id: SIMULATION_SOURCE,
    publisher: 'IntelliCV',
    title: 'Simulated epidemics of places that do not exist',
    licence: 'MIT',
    address: 'built in',
    format: 'generated',
    cadence: 'daily',
    kind: 'simulated',
  },
]

/** Short names that people type. */
const SHORT_NAMES: Readonly<Record<string, string>> = { jhu: 'jhu-csse' }

export function sourceIdOf(name: string): string {
  return SHORT_NAMES[name] ?? name
}
