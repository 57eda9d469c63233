import 'server-only'
import { appendEvents, lockEntities, pokeRelay, writeSystemEntity } from '#lib/bridge/service.ts'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { enqueueTask } from '#lib/platform/queue/tasks.ts'
import { jobEntity } from './entity.ts'
import * as repo from './repo.ts'
import type { Job, JobListQuery } from './schema.ts'

/** The queue's name for "work on a job run". */
export const RUN_JOB_TASK = 'job.run'

/**
 * Puts a job in the queue and tells both portals. With `key`, a job of the same kind that has not ended is answered
 * instead of a second one.
 */
export async function startJob(request: {
  kind: string
  payload: Readonly<Record<string, unknown>>
  requestedBy: Actor
  key?: string
}): Promise<Result<{ runId: string }, DomainError>> {
  const runId = await inTransaction(async (tx) => {
    if (request.key) {
      await lockEntities(tx, [`job-key:${request.key}`])
      const open = await repo.findOpenRun(tx, request.kind)
      if (open) return open
    }
    const id = await repo.insertRun(tx, request)
    await appendEvents(tx, [
      {
        type: 'job.created',
        entity: 'job',
        entityId: id,
        version: 1,
        fields: { kind: request.kind, status: 'queued' },
        actor: request.requestedBy,
        rooms: jobEntity.rooms(id),
      },
    ])
    await enqueueTask(RUN_JOB_TASK, { runId: id }, { key: `job:${id}`, maxAttempts: 3, tx })
    return id
  })
  pokeRelay()
  return ok({ runId })
}

export async function getJob(actor: Actor, id: string): Promise<Result<Job, DomainError>> {
  const run = actor.role === 'user' ? null : await repo.findRun(id)
  return run ? ok(repo.toJob(run)) : err(domainError('not-found', 'There is no such job.'))
}

/** Who asked for a job, and of what kind it is; for the product's own machinery. */
export async function findJobRequest(id: string): Promise<{ kind: string; requestedBy: Actor } | null> {
  const run = await repo.findRun(id)
  return run && { kind: run.kind, requestedBy: run.requestedBy as Actor }
}

export async function listJobs(
  actor: Actor,
  query: JobListQuery,
): Promise<Result<{ items: Job[]; nextCursor: string | null }, DomainError>> {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff see jobs.'))
  const items = await repo.listRuns({ ...query, limit: query.limit + 1 })
  const page = items.slice(0, query.limit)
  return ok({ items: page, nextCursor: items.length > query.limit ? (page.at(-1)?.job_id ?? null) : null })
}

/** Asks a job to stop. A waiting one ends at once, a running one at its next step; what it did not publish is gone. */
export async function cancelJob(actor: Actor, id: string): Promise<Result<Job, DomainError>> {
  if (actor.role === 'user') return err(domainError('not-found', 'There is no such job.'))
  const cancelled = await inTransaction(async (tx) => {
    await lockEntities(tx, [`job:${id}`])
    if (!(await repo.requestCancel(tx, id))) return false
    const run = await tx.jobRun.findUniqueOrThrow({ where: { id } })
    if (run.status === 'queued') {
      await writeSystemEntity(tx, 'job', id, 'job.updated', { status: 'cancelled' }, actor)
      await repo.markFinished(tx, id)
    }
    return true
  })
  if (!cancelled) {
    const found = await getJob(actor, id)
    return found.ok ? err(domainError('conflict', 'This job has ended already.')) : found
  }
  pokeRelay()
  return getJob(actor, id)
}
