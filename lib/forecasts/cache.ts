import 'server-only'
import { LRUCache } from 'lru-cache'
import { subscribeToEvents } from '#lib/bridge/service.ts'
import { processSingleton } from '#lib/platform/runtime.ts'

const MAX_FORECASTS = 2_000
const MAX_CHARTS = 100

type Caches = {
  readonly forecasts: LRUCache<string, object>
  readonly charts: LRUCache<string, object>
  /** Goes up with every invalidation: what was read before one must not be kept after it. */
  generation: number
}

/** What this process holds ready. Entries are frozen: a caller cannot change what the next one reads. */
function caches(): Caches {
  return processSingleton('forecasts.cache', () => {
    const made: Caches = {
      forecasts: new LRUCache({ max: MAX_FORECASTS }),
      charts: new LRUCache({ max: MAX_CHARTS }),
      generation: 0,
    }
    // The relay tells every process, whichever one made the forecast.
    subscribeToEvents(['forecast.published'], ({ envelope }) => dropForecast(envelope.entityId), {
      name: 'forecasts.cache',
    })
    subscribeToEvents(['series.published'], dropAllForecasts, { name: 'forecasts.cache.series' })
    return made
  })
}

export function dropForecast(regionCode: string): void {
  const held = caches()
  held.generation++
  held.forecasts.delete(regionCode)
  held.charts.delete(regionCode)
}

export function dropAllForecasts(): void {
  const held = caches()
  held.generation++
  held.forecasts.clear()
  held.charts.clear()
}

export function cachedForecast<T extends object>(regionCode: string): T | undefined {
  return caches().forecasts.get(regionCode) as T | undefined
}

/** Remembers values read by `read`, unless something was published meanwhile; answers them frozen either way. */
export async function throughForecastCache<T extends object>(
  read: () => Promise<readonly T[]>,
  keyOf: (value: T) => string,
): Promise<readonly T[]> {
  const held = caches()
  const { generation } = held
  const values = (await read()).map(deepFreeze)
  if (held.generation === generation) for (const value of values) held.forecasts.set(keyOf(value), value)
  return values
}

/** The same for the chart of one region. */
export async function throughChartCache<T extends object>(
  regionCode: string,
  read: () => Promise<T | null>,
): Promise<T | null> {
  const held = caches()
  const known = held.charts.get(regionCode) as T | undefined
  if (known) return known
  const { generation } = held
  const value = await read()
  if (value === null) return null
  const frozen = deepFreeze(value)
  if (held.generation === generation) held.charts.set(regionCode, frozen)
  return frozen
}

export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
