/** A look at a provider, newest first in lists. */
export type Check = {
  readonly ok: boolean
  /** Without a question, with a small one, or by what came of its calls. */
  readonly kind: 'probe' | 'canary' | 'call'
  readonly at: Date
  readonly latencyMs: number
  readonly message: string | null
  /** Kind of the failure, if it failed. */
  readonly failure: string | null
}

export const HEALTH = ['healthy', 'degraded', 'unavailable', 'unknown'] as const
export type HealthStatus = (typeof HEALTH)[number]

/** So many failed checks in a row and a provider counts as unavailable. */
export const FAILED_IN_A_ROW = 3
/** The newest checks that the error rate is taken of. */
export const WINDOW = 20

export type ProviderHealth = {
  readonly status: HealthStatus
  readonly checks: number
  readonly successes: number
  readonly failures: number
  /** Of the newest twenty, from 0 to 1; null while there is none. */
  readonly errorRate: number | null
  /** Median of the successful ones, in ms. */
  readonly latencyMs: number | null
  readonly lastError: string | null
  readonly lastCheckedAt: string | null
  readonly failedInARow: number
  readonly cleanInARow: number
}

/** How a provider is, by its checks, newest first. */
export function healthOf(checks: readonly Check[]): ProviderHealth {
  const recent = checks.slice(0, WINDOW)
  const failures = recent.filter(({ ok }) => !ok).length
  const errorRate = recent.length === 0 ? null : failures / recent.length
  const failedInARow = runOf(checks, isAbsent)
  const latencies = recent.flatMap(({ ok, latencyMs }) => (ok ? [latencyMs] : [])).sort((a, b) => a - b)
  return {
    status: statusOf(errorRate, failedInARow),
    checks: recent.length,
    successes: recent.length - failures,
    failures,
    errorRate,
    latencyMs: latencies[Math.floor((latencies.length - 1) / 2)] ?? null,
    lastError: checks.find(({ ok }) => !ok)?.message ?? null,
    lastCheckedAt: checks[0]?.at.toISOString() ?? null,
    failedInARow,
    cleanInARow: runOf(checks, ({ ok }) => ok),
  }
}

function statusOf(errorRate: number | null, failedInARow: number): HealthStatus {
  if (errorRate === null) return 'unknown'
  if (failedInARow >= FAILED_IN_A_ROW) return 'unavailable'
  return errorRate >= 0.5 ? 'degraded' : 'healthy'
}

/** It was not there. One that refuses, or limits how often it is asked, is there. */
function isAbsent({ ok, failure }: Check): boolean {
  return !ok && (failure === 'unavailable' || failure === 'timeout')
}

/** How many of the newest are so, in a row. */
function runOf(checks: readonly Check[], isSo: (check: Check) => boolean): number {
  const other = checks.findIndex((check) => !isSo(check))
  return other < 0 ? checks.length : other
}
