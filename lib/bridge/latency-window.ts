import { build } from 'hdr-histogram-js'
import type JsHistogram from 'hdr-histogram-js/dist/JsHistogram.js'

export const WINDOW_MS = 5 * 60_000

/** Upper bounds of a bar chart, in ms. */
const BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 60_000]

/** Percentiles in milliseconds, and how many measurements they rest on. */
export type LatencySummary = {
  count: number
  p50: number | null
  p95: number | null
  p99: number | null
  max: number | null
}

export type LatencyFigures = LatencySummary & { buckets: { upToMs: number; count: number }[] }

/** Latencies of the last five to ten minutes: two histograms that take turns, so that old figures leave. */
export class WindowedHistogram {
  #current = newHistogram()
  #previous = newHistogram()
  #turnedAt = Date.now()

  #minute = newHistogram()

  record(ms: number): void {
    this.#turn()
    const microseconds = Math.max(1, Math.round(ms * 1_000))
    this.#current.recordValue(microseconds)
    this.#minute.recordValue(microseconds)
  }

  /** What was recorded since it was last asked: for the history by the minute. */
  takeMinute(): JsHistogram {
    const minute = this.#minute
    this.#minute = newHistogram()
    return minute
  }

  /** Everything of the window as one histogram. */
  all(): JsHistogram {
    this.#turn()
    const all = newHistogram()
    all.add(this.#previous)
    all.add(this.#current)
    return all
  }

  summary(): LatencySummary {
    return summaryOf(this.all())
  }

  #turn(): void {
    const now = Date.now()
    if (now - this.#turnedAt < WINDOW_MS) return
    this.#previous = now - this.#turnedAt < 2 * WINDOW_MS ? this.#current : newHistogram()
    this.#current = newHistogram()
    this.#turnedAt = now
  }
}

/** Microseconds from 1 µs to an hour with two significant digits. */
function newHistogram(): JsHistogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 2,
  }) as JsHistogram
}

/** Sums up measurements of one kind, of one process or of several. */
export function figuresOf(parts: readonly JsHistogram[]): LatencyFigures {
  const all = newHistogram()
  for (const part of parts) all.add(part)
  const buckets = BOUNDS.map((upToMs) => ({ upToMs, count: 0 }))
  all.recordedValuesIterator.reset()
  while (all.recordedValuesIterator.hasNext()) {
    const { valueIteratedTo, countAddedInThisIterationStep } = all.recordedValuesIterator.next()
    const bucket = buckets.find(({ upToMs }) => valueIteratedTo <= upToMs * 1_000) ?? buckets.at(-1)
    if (bucket) bucket.count += countAddedInThisIterationStep
  }
  return { ...summaryOf(all), buckets }
}

function summaryOf(histogram: JsHistogram): LatencySummary {
  if (histogram.totalCount === 0) return { count: 0, p50: null, p95: null, p99: null, max: null }
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1_000
  return {
    count: histogram.totalCount,
    p50: at(50),
    p95: at(95),
    p99: at(99),
    max: histogram.maxValue / 1_000,
  }
}
