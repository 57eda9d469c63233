import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'

/** Cumulative counts for day 1, 2, … as a provider gave them, missing days filled in. */
export type ProviderSeries = { readonly values: readonly number[]; readonly flags: readonly ParsedFlag[] }
type ParsedFlag = 'interpolated-days' | 'extended-days' | 'clipped-values' | 'over-10x-actual'

export type ProviderPoints = { readonly cases: ProviderSeries; readonly deaths: ProviderSeries | null }

type Context = {
  readonly dataAsOf: number
  readonly horizonDays: number
  readonly actualCases: number
  readonly actualDeaths: number | null
}

type Sparse = ReadonlyMap<number, number>

const CASE_KEYS = [
  'forecasted_cases',
  'predicted_cases',
  'cases_forecast',
  'case_forecast',
  'forecast',
  'forecasts',
  'predictions',
  'cases',
]
const DEATH_KEYS = ['forecasted_deaths', 'predicted_deaths', 'deaths_forecast', 'death_forecast', 'deaths']
const VALUE_KEYS = ['value', 'count', 'predicted', 'prediction', 'median', 'mean', 'cumulative']
const WRAPPERS = ['data', 'result', 'output', 'response']
const MS_PER_DAY = 86_400_000
/** Risk is judged two weeks ahead: a forecast that ends before says nothing about it. */
const MIN_DAYS = 14

/**
 * Reads what a provider answered: an object, an array, JSON in text or in a code fence; numbers or text with
 * thousands separators; numbered or dated points; the names that models choose. Anything else is `invalid`: an
 * answer that cannot be read must never turn into an empty forecast.
 */
export function readProviderOutput(output: unknown, context: Context): Result<ProviderPoints, DomainError> {
  const parsed = typeof output === 'string' ? parseJsonText(output) : output
  const root = unwrap(parsed)
  const cases = findPoints(root, CASE_KEYS, context)
  if (!cases) return refuse('holds no list of predicted cases')
  const readCases = complete(cases, context.actualCases, context.horizonDays, 'cases')
  if (!readCases.ok) return readCases
  const deaths = context.actualDeaths === null ? null : findPoints(root, DEATH_KEYS, context)
  if (!deaths || context.actualDeaths === null) return ok({ cases: readCases.value, deaths: null })
  const readDeaths = complete(deaths, context.actualDeaths, context.horizonDays, 'deaths')
  return readDeaths.ok ? ok({ cases: readCases.value, deaths: readDeaths.value }) : readDeaths
}

/** Models like to talk around their JSON: the fenced block if there is one, else the outermost braces. */
function parseJsonText(text: string): unknown {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/i.exec(text)?.[1]
  for (const candidate of [fenced, text, between(text, '{', '}'), between(text, '[', ']')]) {
    if (candidate === undefined) continue
    try {
      return JSON.parse(candidate)
    } catch {
      // The next candidate may be readable; none readable is reported by the caller.
    }
  }
  return undefined
}

function between(text: string, open: string, close: string): string | undefined {
  const from = text.indexOf(open)
  const to = text.lastIndexOf(close)
  return from >= 0 && to > from ? text.slice(from, to + 1) : undefined
}

function unwrap(value: unknown): unknown {
  let current = value
  for (let depth = 0; depth < 3 && isRecord(current); depth++) {
    const record: Record<string, unknown> = current
    if (CASE_KEYS.some((key) => key in record)) return record
    const wrapper = WRAPPERS.find((key) => typeof record[key] === 'object' && record[key] !== null)
    if (!wrapper) return record
    current = record[wrapper]
  }
  return current
}

function findPoints(root: unknown, keys: readonly string[], context: Context): Sparse | null {
  if (isRecord(root)) {
    for (const key of keys) {
      const list = root[key]
      const points = Array.isArray(list) ? pointsOf(list, [...VALUE_KEYS, ...keys], context) : null
      if (points) return points
    }
  }
  // Cases and deaths may stand side by side in one list of days; without a name, a value means cases.
  const rows = Array.isArray(root)
    ? root
    : isRecord(root)
      ? CASE_KEYS.map((key) => root[key]).find(Array.isArray)
      : null
  if (!rows) return null
  return keys === DEATH_KEYS
    ? pointsOf(rows.filter(isRecord), DEATH_KEYS, context)
    : pointsOf(rows, [...keys, ...VALUE_KEYS], context)
}

function pointsOf(items: readonly unknown[], valueKeys: readonly string[], context: Context): Sparse | null {
  const points = new Map<number, number>()
  for (const [index, item] of items.entries()) {
    const day = isRecord(item) ? dayOfPoint(item, index, context.dataAsOf) : index + 1
    const raw = isRecord(item) ? valueKeys.map((key) => item[key]).find((entry) => entry !== undefined) : item
    const value = toNumber(raw)
    if (day === null || value === null || day < 1 || day > context.horizonDays) continue
    points.set(day, value)
  }
  return points.size > 0 ? points : null
}

function dayOfPoint(item: Record<string, unknown>, index: number, dataAsOf: number): number | null {
  const numbered = toNumber(item.day ?? item.horizon)
  if (numbered !== null) return Number.isInteger(numbered) ? numbered : null
  const dated = item.date ?? item.ds ?? item.timestamp ?? item.target_end_date
  if (dated === undefined) return index + 1
  const time = typeof dated === 'string' ? Date.parse(dated) : Number.NaN
  return Number.isNaN(time) ? null : Math.floor(time / MS_PER_DAY) - dataAsOf
}

const NUMBER = /^[+-]?\d+(?:[ ,_\u00a0\u202f]\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?$/i

function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || !NUMBER.test(value.trim())) return null
  const number = Number(value.trim().replace(/[ ,_\u00a0\u202f]/g, ''))
  return Number.isFinite(number) ? number : null
}

function complete(
  points: Sparse,
  actual: number,
  horizonDays: number,
  what: string,
): Result<ProviderSeries, DomainError> {
  const days = [...points.keys()].sort((a, b) => a - b)
  const last = days.at(-1) ?? 0
  if (last < MIN_DAYS) return refuse(`predicts ${what} for ${last} days only, where ${MIN_DAYS} are needed`)
  const given = days.map((day) => points.get(day) as number)
  const middle = [...given].sort((a, b) => a - b)[Math.floor(given.length / 2)] as number
  if (actual >= 10 && middle < actual / 2) {
    return refuse(`gives ${what} far below the count already reached: cumulative counts are asked for`)
  }
  const flags = new Set<ParsedFlag>()
  const values: number[] = []
  let previousDay = 0
  let previous = actual
  for (const day of days) {
    let value = points.get(day) as number
    if (value < previous) {
      flags.add('clipped-values')
      value = previous
    }
    if (actual > 0 && value > 10 * actual) flags.add('over-10x-actual')
    if (day > previousDay + 1) flags.add('interpolated-days')
    for (let d = previousDay + 1; d <= day; d++) {
      values.push(previous + ((value - previous) * (d - previousDay)) / (day - previousDay))
    }
    previousDay = day
    previous = value
  }
  const step = values.length > 1 ? previous - (values[values.length - 2] as number) : previous - actual
  for (let d = last + 1; d <= horizonDays; d++) {
    flags.add('extended-days')
    values.push(previous + step * (d - last))
  }
  return ok({ values, flags: [...flags] })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuse(why: string): { readonly ok: false; readonly error: DomainError } {
  return err(domainError('invalid', `The provider’s answer ${why}.`))
}
