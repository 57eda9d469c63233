import type { TimedStage } from '../tracker.ts'

export type ProcessClient = {
  readonly clientId: string
  readonly userId: string
  readonly name: string
  readonly role: string
  readonly state: string
  /** Up to here it has said that it has everything. */
  readonly cursor: string
  readonly transport: string
  readonly connectedAt: string
  /** Events sent to it that it has not said it has, and since when the oldest has waited (ms). */
  readonly waiting: number
  readonly waitingMs: number
}

/** What a process tells of itself. Times in ms. */
export type ProcessReport = {
  readonly relay: {
    running: boolean
    cursor: string
    relayed: number
    failures: number
    lastError: string | null
  }
  readonly figures: {
    syncs: number
    failed: number
    successRate: number | null
    deliveredP95: number | null
    deliveries: number
    reconnectsPerMinute: number
  }
  /** What the debug page of another process adds to its own; a process of an older version tells nothing of it. */
  readonly sums?: {
    readonly outcomes: { ok: number; of: number }
    readonly failures: Readonly<Record<string, number>>
    readonly averageMs: number | null
    /** Latencies of the last minutes, as compressed histograms. */
    readonly latencies: Partial<Readonly<Record<TimedStage, string>>>
  }
  readonly sockets: number
  readonly clients: readonly ProcessClient[]
  readonly rssBytes: number
}

export type ProcessRow = {
  readonly id: string
  readonly pid: number
  readonly role: string
  readonly startedAt: string
  readonly seenAt: string
  readonly report: ProcessReport
}
