'use client'

import { useMemo } from 'react'
import type { FieldValue, Snapshot } from '#lib/bridge/schema.ts'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import type { Job } from '../schema.ts'
import { hasEnded } from './job-words.ts'

/** A job, live: moves with every event of it from what the page was given. */
export function useJob(initial: Job): Job {
  const snapshot = useMemo(() => snapshotOf(initial), [initial])
  const { fields, meta, version } = useEntity<Record<string, FieldValue>>('job', initial.job_id, snapshot)
  return useMemo(() => {
    const live = fields as unknown as Pick<Job, 'kind' | 'status' | 'progress' | 'report' | 'error'>
    const status = live.status ?? initial.status
    // Times are no fields of the entity; the moment at which the status changed is.
    const changedAt = meta.status?.at ?? null
    return {
      ...initial,
      status,
      progress: live.progress ?? initial.progress,
      report: live.report ?? initial.report,
      error: live.error ?? null,
      version: version ?? initial.version,
      started_at: initial.started_at ?? (status === 'running' ? changedAt : null),
      finished_at: initial.finished_at ?? (hasEnded(status) ? changedAt : null),
    }
  }, [fields, meta, version, initial])
}

function snapshotOf(job: Job): Snapshot {
  const { kind, status, progress, report, error } = job
  return {
    entity: 'job',
    id: job.job_id,
    version: job.version,
    fields: { kind, status, progress, report, error },
    meta: {},
  }
}
