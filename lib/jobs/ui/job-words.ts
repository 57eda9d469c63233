import type { Tone } from '#components/ui/status.tsx'
import type { Job } from '../schema.ts'

const KINDS: Record<string, string> = {
  'series.import': 'Import of a data file',
  'forecast.run': 'Forecast run',
  'users.bulk-edit': 'Change of many people',
}

/** What a kind of job is called; an unknown one by its own name. */
export function kindWords(kind: string): string {
  return KINDS[kind] ?? kind
}

export const JOB_KINDS = Object.entries(KINDS).map(([value, label]) => ({ value, label }))

const STATUSES: Record<Job['status'], { tone: Tone; word: string }> = {
  queued: { tone: 'neutral', word: 'Waiting' },
  running: { tone: 'info', word: 'Running' },
  succeeded: { tone: 'good', word: 'Done' },
  failed: { tone: 'bad', word: 'Failed' },
  cancelled: { tone: 'neutral', word: 'Cancelled' },
}

export function statusWords(status: Job['status']): { tone: Tone; word: string } {
  return STATUSES[status]
}

export const JOB_STATUS_OPTIONS = Object.entries(STATUSES).map(([value, { word }]) => ({
  value,
  label: word,
}))

export function hasEnded(status: Job['status']): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled'
}
