import { formatDuration, formatNumber, formatPercent } from '#components/ui/format-number.ts'
import type { AlertRule, Metric } from '../../monitor/alert-domain.ts'

const TITLES: Record<Metric, string> = {
  delivered_p95_ms: 'Changes reach pages late',
  success_rate: 'Writes fail on our side',
  fence_lag_ms: 'Changes wait behind an open transaction',
  relay_lag_ms: 'A relay is behind the log',
  relays_stopped: 'A relay stands still',
  client_lag_ms: 'A page does not confirm changes',
  oldest_job_wait_s: 'Jobs wait',
  reconnects_per_minute: 'Many pages come back at once',
  mismatches: 'Something tells otherwise than what is stored',
}

/** What an alert says in a line. */
export function alertTitle(metric: Metric): string {
  return TITLES[metric]
}

/** A metric's value in its unit. */
export function metricWords(metric: Metric, value: number): string {
  if (metric.endsWith('_ms')) return formatDuration(value)
  if (metric.endsWith('_s')) return formatDuration(value * 1_000)
  if (metric === 'success_rate') return formatPercent(value)
  return formatNumber(value)
}

/** "more than 50 ms for 30 s". */
export function ruleWordsOf({ metric, comparison, threshold, forSeconds }: AlertRule): string {
  const limit = `${comparison === 'above' ? 'more' : 'less'} than ${metricWords(metric, threshold)}`
  return forSeconds === 0 ? `${limit}, at once` : `${limit} for ${forSeconds} s`
}

/** What a threshold of this metric is counted in. */
export function unitOf(metric: Metric): string {
  if (metric.endsWith('_ms')) return 'ms'
  if (metric.endsWith('_s')) return 's'
  if (metric === 'success_rate') return 'of 1'
  if (metric === 'relays_stopped') return 'processes'
  return metric === 'mismatches' ? 'fields' : 'a minute'
}
