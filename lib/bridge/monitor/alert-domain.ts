/** What is watched, in words; the figure's unit is in its name. */
export const METRICS = {
  delivered_p95_ms: 'p95 of commit → page, over the last minutes',
  success_rate: 'share of writes that did not fail on our side',
  fence_lag_ms: 'how long the oldest change waits behind an open transaction',
  relay_lag_ms: 'how long the oldest change waits for a relay',
  relays_stopped: 'processes whose relay does not follow the log',
  client_lag_ms: 'how long the page that is furthest behind has not confirmed a change',
  oldest_job_wait_s: 'how long the oldest job waits for its turn',
  reconnects_per_minute: 'pages that came back within a minute',
  mismatches: 'fields that a check of consistency found otherwise than stored, not mended since',
} as const

export type Metric = keyof typeof METRICS

export type AlertRule = {
  readonly id: string
  readonly metric: Metric
  readonly comparison: 'above' | 'below'
  readonly threshold: number
  /** How long it has to be so before somebody is told; and be well again before they are told that. */
  readonly forSeconds: number
  readonly severity: 'watch' | 'bad'
  readonly enabled: boolean
}

/** What each metric is now; null where there is nothing to measure. */
export type Measured = Readonly<Record<Metric, number | null>>

export type OpenAlert = { readonly ruleId: string; readonly worst: number }

/** Since when each rule has been met, or well again while its alert is open (Unix ms). Kept between looks. */
export type Watch = { readonly met: ReadonlyMap<string, number>; readonly well: ReadonlyMap<string, number> }

export const NOTHING_WATCHED: Watch = { met: new Map(), well: new Map() }

export type Decision = {
  readonly open: readonly { rule: AlertRule; value: number }[]
  /** Open ones that got worse. */
  readonly worsen: readonly { ruleId: string; value: number }[]
  readonly resolve: readonly string[]
  readonly watch: Watch
}

/** An alert resolves only well within the threshold: a figure that swings about it is one alert, not twenty. */
const WELL_WITHIN = 0.1
/** And not sooner than this after it was last met, in seconds. */
const CALM_S = 5

/**
 * What a look at the figures means. Pure: the clock and what was seen before come in, what to do and what to remember
 * come out. A rule that is switched off resolves its alert.
 */
export function decide(input: {
  rules: readonly AlertRule[]
  measured: Measured
  open: readonly OpenAlert[]
  watch: Watch
  nowMs: number
}): Decision {
  const { rules, measured, nowMs } = input
  const openBy = new Map(input.open.map((alert) => [alert.ruleId, alert]))
  const met = new Map<string, number>()
  const well = new Map<string, number>()
  const open: { rule: AlertRule; value: number }[] = []
  const worsen: { ruleId: string; value: number }[] = []
  const resolve: string[] = []
  for (const rule of rules) {
    const value = measured[rule.metric]
    const alert = openBy.get(rule.id)
    openBy.delete(rule.id)
    if (!rule.enabled) {
      if (alert) resolve.push(rule.id)
      continue
    }
    if (alert) {
      if (value !== null && isMet(rule, value) && isWorse(rule, value, alert.worst)) {
        worsen.push({ ruleId: rule.id, value })
      }
      if (!isWell(rule, value)) continue
      const since = input.watch.well.get(rule.id) ?? nowMs
      if (nowMs - since >= Math.max(CALM_S, rule.forSeconds) * 1_000) resolve.push(rule.id)
      else well.set(rule.id, since)
      continue
    }
    if (value === null || !isMet(rule, value)) continue
    const since = input.watch.met.get(rule.id) ?? nowMs
    if (nowMs - since >= rule.forSeconds * 1_000) open.push({ rule, value })
    else met.set(rule.id, since)
  }
  // What is left is open for a rule that is no more.
  resolve.push(...openBy.keys())
  return { open, worsen, resolve, watch: { met, well } }
}

function isMet({ comparison, threshold }: AlertRule, value: number): boolean {
  return comparison === 'above' ? value > threshold : value < threshold
}

function isWorse({ comparison }: AlertRule, value: number, worst: number): boolean {
  return comparison === 'above' ? value > worst : value < worst
}

function isWell({ comparison, threshold }: AlertRule, value: number | null): boolean {
  if (value === null) return true
  const margin = Math.abs(threshold) * WELL_WITHIN
  return comparison === 'above' ? value <= threshold - margin : value >= Math.min(1, threshold + margin)
}
