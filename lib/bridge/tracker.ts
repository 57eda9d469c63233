import 'server-only'
import type JsHistogram from 'hdr-histogram-js/dist/JsHistogram.js'
import type { ErrorCode } from '#lib/core/errors.ts'
import { processSingleton } from '#lib/platform/runtime.ts'
import { metrics } from '#lib/platform/telemetry/metrics.ts'
import { formatCursor } from './domain.ts'
import {
  figuresOf,
  type LatencyFigures,
  type LatencySummary,
  WINDOW_MS,
  WindowedHistogram,
} from './latency-window.ts'
import type { LoggedEvent } from './log-repo.ts'

export const STAGES = ['relayed', 'delivered', 'applied', 'rendered'] as const
export type Stage = (typeof STAGES)[number]
/** `sync` is request → commit, the others are from the commit on. */
export type TimedStage = 'sync' | Stage

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
  /** Its connection ended before it told that the event was on the screen; who comes back is another client. */
  goneAt?: number
}

/** Hears of traces as they grow, and by which recipient. */
type TraceListener = (trace: EventTrace, recipient?: RecipientTrace) => void

export type EventTrace = {
  readonly id: string
  readonly type: string
  readonly entity: string
  readonly entityId: string
  readonly version: number
  /** Its place in the log. */
  readonly cursor: string
  readonly fields: readonly string[]
  readonly actor: { id: string; name: string; role: string; portal: string }
  readonly conflicts: number
  readonly requestedAt: number | null
  readonly committedAt: number
  relayedAt: number
  readonly recipients: Map<string, RecipientTrace>
}

export type Unconfirmed = {
  count: number
  /** Unix ms. */
  oldestAt: number
  /** The place of the event before the oldest of them: up to there the client has everything. Null when not known. */
  readonly upTo: string | null
}

/** Full traces kept; older ones live on only in the histograms. */
const TRACES_KEPT = 1_000
const RECONNECTS_KEPT = 10_000
/** Weight of the newest sync in the moving average, as the performance contract states. */
const AVERAGE_WEIGHT = 0.2

export type SyncHealth = 'EXCELLENT' | 'GOOD' | 'WARNING' | 'CRITICAL'

/** p95 of commit → delivered that the product promises on one machine. */
export const PROPAGATION_TARGET_MS = 50

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
  readonly #listeners = new Set<TraceListener>()

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
      cursor: formatCursor(event.position),
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
    const sent = { ...recipient, sentAt: Date.now() }
    trace.recipients.set(recipient.clientId, sent)
    this.#tell(trace, sent)
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
  takeMinute(): Record<TimedStage, JsHistogram> {
    return Object.fromEntries(
      Object.entries(this.#histograms).map(([stage, histogram]) => [stage, histogram.takeMinute()]),
    ) as Record<TimedStage, JsHistogram>
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
    this.#tell(trace, recipient)
  }

  /** A client's connection has ended: what it has not seen by now, it will not see. */
  left(clientId: string): void {
    const now = Date.now()
    for (const trace of this.#traces.values()) {
      const recipient = trace.recipients.get(clientId)
      if (!recipient || recipient.renderedAt !== undefined) continue
      recipient.goneAt = now
      this.#tell(trace, recipient)
    }
  }

  trace(eventId: string): EventTrace | undefined {
    return this.#traces.get(eventId)
  }

  traces(limit: number): EventTrace[] {
    return [...this.#traces.values()].slice(-limit).reverse()
  }

  /** By client: events sent to it that it has not said it has, of the newest thousand, and where it therefore stands. */
  unconfirmed(): Map<string, Unconfirmed> {
    const waiting = new Map<string, Unconfirmed>()
    let before: string | null = null
    for (const trace of this.#traces.values()) {
      for (const { clientId, deliveredAt, sentAt, goneAt } of trace.recipients.values()) {
        if (deliveredAt !== undefined || goneAt !== undefined) continue
        const seen = waiting.get(clientId)
        if (seen) {
          seen.count++
          seen.oldestAt = Math.min(seen.oldestAt, sentAt)
        } else waiting.set(clientId, { count: 1, oldestAt: sentAt, upTo: before })
      }
      before = trace.cursor
    }
    return waiting
  }

  counts(): { syncs: number; failed: number } {
    return { syncs: this.#syncs, failed: this.#failedSyncs }
  }

  onTrace(listener: TraceListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  successRate(): number | null {
    const { ok, of } = this.outcomes()
    return of === 0 ? null : ok / of
  }

  /** Writes of the last five minutes, and how many of them did not fail on our side. */
  outcomes(): { ok: number; of: number } {
    this.#forget()
    return { ok: this.#outcomes.filter((outcome) => outcome.ok).length, of: this.#outcomes.length }
  }

  /** What was measured lately, by stage; with `others`, together with what other processes measured. */
  stages(
    others: readonly Partial<Record<TimedStage, JsHistogram>>[] = [],
  ): Record<TimedStage, LatencyFigures> {
    return Object.fromEntries(
      Object.entries(this.#histograms).map(([name, histogram]) => {
        const elsewhere = others.flatMap((other) => other[name as TimedStage] ?? [])
        return [name, figuresOf([histogram.all(), ...elsewhere])]
      }),
    ) as Record<TimedStage, LatencyFigures>
  }

  /** The histograms themselves, for another process to add to its own. */
  histograms(): Record<TimedStage, JsHistogram> {
    return Object.fromEntries(
      Object.entries(this.#histograms).map(([name, histogram]) => [name, histogram.all()]),
    ) as Record<TimedStage, JsHistogram>
  }

  /** How long deliveries took lately. */
  delivered(): LatencySummary {
    return this.#histograms.delivered.summary()
  }

  /** The moving average of a write, in ms; null before the first. */
  averageMs(): number | null {
    return this.#averageMs
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

  #tell(trace: EventTrace, recipient?: RecipientTrace): void {
    for (const listener of this.#listeners) listener(trace, recipient)
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
