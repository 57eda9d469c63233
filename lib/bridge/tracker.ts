import 'server-only'
import { build } from 'hdr-histogram-js'
import type JsHistogram from 'hdr-histogram-js/dist/JsHistogram.js'
import type { ErrorCode } from '#lib/core/errors.ts'
import { processSingleton } from '#lib/platform/runtime.ts'
import { metrics } from '#lib/platform/telemetry/metrics.ts'
import type { LoggedEvent } from './log-repo.ts'

export const STAGES = ['relayed', 'delivered', 'applied', 'rendered'] as const
export type Stage = (typeof STAGES)[number]

export type RecipientTrace = {
  readonly clientId: string
  readonly userId: string
  readonly name: string
  readonly portal: string
  /** Handed over from the log after an absence: its times say how long the client was away, not how quick we are. */
  readonly replayed: boolean
  sentAt: number
  deliveredAt?: number
  appliedAt?: number
  renderedAt?: number
}

export type EventTrace = {
  readonly id: string
  readonly type: string
  readonly entity: string
  readonly entityId: string
  readonly version: number
  readonly fields: readonly string[]
  readonly actor: { id: string; name: string; role: string; portal: string }
  readonly conflicts: number
  readonly requestedAt: number | null
  readonly committedAt: number
  relayedAt: number
  readonly recipients: Map<string, RecipientTrace>
}

/** Full traces kept; older ones live on only in the histograms. */
const TRACES_KEPT = 1_000
const WINDOW_MS = 5 * 60_000
const RECONNECTS_KEPT = 10_000
/** Weight of the newest sync in the moving average, as the performance contract states. */
const AVERAGE_WEIGHT = 0.2

/** Latencies of the last five to ten minutes: two histograms that take turns, so that old figures leave. */
class WindowedHistogram {
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

  /** Percentiles in milliseconds, and how many measurements they rest on. */
  summary(): {
    count: number
    p50: number | null
    p95: number | null
    p99: number | null
    max: number | null
  } {
    this.#turn()
    const all = newHistogram()
    all.add(this.#previous)
    all.add(this.#current)
    if (all.totalCount === 0) return { count: 0, p50: null, p95: null, p99: null, max: null }
    const at = (percentile: number) => all.getValueAtPercentile(percentile) / 1_000
    return { count: all.totalCount, p50: at(50), p95: at(95), p99: at(99), max: all.maxValue / 1_000 }
  }

  /** Counts by upper bound in milliseconds, for a bar chart. */
  buckets(bounds: readonly number[]): { upToMs: number; count: number }[] {
    const counts = bounds.map((upToMs) => ({ upToMs, count: 0 }))
    for (const histogram of [this.#previous, this.#current]) {
      histogram.recordedValuesIterator.reset()
      while (histogram.recordedValuesIterator.hasNext()) {
        const { valueIteratedTo, countAddedInThisIterationStep } = histogram.recordedValuesIterator.next()
        const bucket = counts.find(({ upToMs }) => valueIteratedTo <= upToMs * 1_000) ?? counts.at(-1)
        if (bucket) bucket.count += countAddedInThisIterationStep
      }
    }
    return counts
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

export type SyncHealth = 'EXCELLENT' | 'GOOD' | 'WARNING' | 'CRITICAL'

/** p95 of commit → delivered that the product promises on one machine. */
const PROPAGATION_TARGET_MS = 50

/** Counts and times everything the bridge does in this process. */
export class Tracker {
  readonly startedAt = new Date()
  #syncs = 0
  #failedSyncs = 0
  #averageMs: number | null = null
  #events = 0
  #reconnects: number[] = []
  #mismatches = 0
  #outcomes: { at: number; ok: boolean }[] = []
  readonly #failures = new Map<string, number>()
  readonly #traces = new Map<string, EventTrace>()
  readonly #histograms = {
    sync: new WindowedHistogram(),
    relayed: new WindowedHistogram(),
    delivered: new WindowedHistogram(),
    applied: new WindowedHistogram(),
    rendered: new WindowedHistogram(),
  }
  readonly #listeners = new Set<(trace: EventTrace) => void>()

  countSync(latencyMs: number): void {
    this.#syncs++
    this.#averageMs =
      this.#averageMs === null ? latencyMs : this.#averageMs + AVERAGE_WEIGHT * (latencyMs - this.#averageMs)
    this.#histograms.sync.record(latencyMs)
    this.#note(true)
  }

  /** Only `unavailable` is the bridge's own failure; a refused request is an answer. */
  countFailure(code: ErrorCode): void {
    this.#failures.set(code, (this.#failures.get(code) ?? 0) + 1)
    if (code !== 'unavailable') return
    this.#failedSyncs++
    this.#note(false)
  }

  relayed(event: LoggedEvent): EventTrace {
    const now = Date.now()
    this.#events++
    const { envelope } = event
    const trace: EventTrace = {
      id: envelope.id,
      type: envelope.type,
      entity: envelope.entity,
      entityId: envelope.entityId,
      version: envelope.version,
      fields: Object.keys(envelope.fields),
      actor: envelope.actor,
      conflicts: envelope.conflicts.length,
      requestedAt: event.requestedAt?.getTime() ?? null,
      committedAt: event.committedAt.getTime(),
      relayedAt: now,
      recipients: new Map(),
    }
    this.#histograms.relayed.record(now - trace.committedAt)
    this.#traces.set(trace.id, trace)
    if (this.#traces.size > TRACES_KEPT) {
      const oldest = this.#traces.keys().next().value
      if (oldest !== undefined) this.#traces.delete(oldest)
    }
    this.#tell(trace)
    return trace
  }

  sent(eventId: string, recipient: Omit<RecipientTrace, 'sentAt'>): void {
    const trace = this.#traces.get(eventId)
    if (!trace || trace.recipients.has(recipient.clientId)) return
    trace.recipients.set(recipient.clientId, { ...recipient, sentAt: Date.now() })
    this.#tell(trace)
  }

  /** A client came back from an earlier connection. */
  reconnected(): void {
    this.#reconnects.push(Date.now())
    if (this.#reconnects.length > RECONNECTS_KEPT)
      this.#reconnects = this.#reconnects.slice(RECONNECTS_KEPT / 2)
  }

  /** How many came back within the last minute. */
  reconnectsPerMinute(): number {
    const since = Date.now() - 60_000
    return this.#reconnects.filter((at) => at >= since).length
  }

  /** What was recorded of each stage since it was last asked. */
  takeMinute(): Record<'sync' | Stage, JsHistogram> {
    return Object.fromEntries(
      Object.entries(this.#histograms).map(([stage, histogram]) => [stage, histogram.takeMinute()]),
    ) as Record<'sync' | Stage, JsHistogram>
  }

  /** Notes that a client reached a stage with an event. Only the first report counts. */
  reached(stage: 'delivered' | 'applied' | 'rendered', eventId: string, clientId: string): void {
    const trace = this.#traces.get(eventId)
    const recipient = trace?.recipients.get(clientId)
    if (!trace || !recipient) return
    const key = `${stage}At` as const
    if (recipient[key] !== undefined) return
    const now = Date.now()
    recipient[key] = now
    if (!recipient.replayed) {
      this.#histograms[stage].record(now - trace.committedAt)
      metrics().propagationSeconds.observe({ stage }, (now - trace.committedAt) / 1_000)
    }
    this.#tell(trace)
  }

  traces(limit: number): EventTrace[] {
    return [...this.#traces.values()].slice(-limit).reverse()
  }

  /** By client: events sent to it that it has not said it has, of the newest thousand. */
  unconfirmed(): Map<string, { count: number; oldestAt: number }> {
    const waiting = new Map<string, { count: number; oldestAt: number }>()
    for (const trace of this.#traces.values()) {
      for (const { clientId, deliveredAt, sentAt } of trace.recipients.values()) {
        if (deliveredAt !== undefined) continue
        const seen = waiting.get(clientId)
        if (seen) {
          seen.count++
          seen.oldestAt = Math.min(seen.oldestAt, sentAt)
        } else waiting.set(clientId, { count: 1, oldestAt: sentAt })
      }
    }
    return waiting
  }

  counts(): { syncs: number; failed: number } {
    return { syncs: this.#syncs, failed: this.#failedSyncs }
  }

  onTrace(listener: (trace: EventTrace) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  successRate(): number | null {
    this.#forget()
    if (this.#outcomes.length === 0) return null
    return this.#outcomes.filter((outcome) => outcome.ok).length / this.#outcomes.length
  }

  stages() {
    const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 60_000]
    return Object.fromEntries(
      Object.entries(this.#histograms).map(([name, histogram]) => [
        name,
        { ...histogram.summary(), buckets: histogram.buckets(bounds) },
      ]),
    ) as Record<
      'sync' | Stage,
      ReturnType<WindowedHistogram['summary']> & { buckets: { upToMs: number; count: number }[] }
    >
  }

  failures(): Record<string, number> {
    return Object.fromEntries(this.#failures)
  }

  /** The performance contract of the bridge; latencies in milliseconds over the last five to ten minutes. */
  performanceMetrics(sizes: { eventBusSize: number; stateSize: number }) {
    const { p50, p95, p99 } = this.#histograms.sync.summary()
    return {
      sync_count: this.#syncs,
      failed_syncs: this.#failedSyncs,
      avg_latency_ms: this.#averageMs,
      event_count: this.#events,
      p50,
      p95,
      p99,
      sync_health: this.health(),
      event_bus_size: sizes.eventBusSize,
      state_size: sizes.stateSize,
      timestamp: new Date().toISOString(),
    }
  }

  /** What the last check of consistency found and nobody has repaired. */
  noteMismatches(count: number): void {
    this.#mismatches = count
  }

  health(): SyncHealth {
    const delivered = this.#histograms.delivered.summary()
    return healthOf(this.successRate(), delivered.p95, PROPAGATION_TARGET_MS, this.#mismatches)
  }

  #note(success: boolean): void {
    this.#outcomes.push({ at: Date.now(), ok: success })
    if (this.#outcomes.length % 256 === 0) this.#forget()
  }

  #forget(): void {
    const horizon = Date.now() - WINDOW_MS
    const firstKept = this.#outcomes.findIndex((outcome) => outcome.at >= horizon)
    this.#outcomes = firstKept < 0 ? [] : this.#outcomes.slice(firstKept)
  }

  #tell(trace: EventTrace): void {
    for (const listener of this.#listeners) listener(trace)
  }
}

/**
 * Health by success rate over the window; never better than GOOD while the 95th percentile of propagation is over its
 * target, nor than WARNING while something tells otherwise than what is stored. No writes at all is no failure.
 */
export function healthOf(
  successRate: number | null,
  p95Ms: number | null,
  targetMs: number,
  mismatches = 0,
): SyncHealth {
  const rate = successRate ?? 1
  if (rate < 0.8) return 'CRITICAL'
  if (rate < 0.95 || mismatches > 0) return 'WARNING'
  if (rate < 0.99 || (p95Ms !== null && p95Ms > targetMs)) return 'GOOD'
  return 'EXCELLENT'
}

/** The tracker of this process, whichever module graph asks. */
export function tracker(): Tracker {
  return processSingleton('bridge.tracker', () => new Tracker())
}
