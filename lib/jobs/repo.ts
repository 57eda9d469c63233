import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { db, type Prisma, type Tx } from '#lib/platform/db/client.ts'
import type { Job, JobListQuery } from './schema.ts'

export async function insertRun(
  tx: Tx,
  run: { kind: string; payload: Readonly<Record<string, unknown>>; requestedBy: Actor },
): Promise<string> {
  const { id } = await tx.jobRun.create({
    data: {
      id: newId(),
      kind: run.kind,
      payload: run.payload as Prisma.InputJsonObject,
      requestedBy: run.requestedBy,
    },
    select: { id: true },
  })
  return id
}

export type RunRow = NonNullable<Awaited<ReturnType<typeof findRun>>>

export function findRun(id: string) {
  return db().jobRun.findUnique({ where: { id } })
}

/** A run of this kind and payload that has not ended, for callers that want no second one. */
export async function findOpenRun(tx: Tx, kind: string): Promise<string | null> {
  const run = await tx.jobRun.findFirst({
    where: { kind, status: { in: ['queued', 'running'] } },
    select: { id: true },
    orderBy: { createdAt: 'desc' },
  })
  return run?.id ?? null
}

/** True when the run was still to be worked on. */
export async function markStarted(tx: Tx, id: string): Promise<boolean> {
  const { count } = await tx.jobRun.updateMany({
    where: { id, status: { in: ['queued', 'running'] } },
    data: { startedAt: new Date(), attempts: { increment: 1 } },
  })
  return count > 0
}

export async function markFinished(tx: Tx, id: string): Promise<void> {
  await tx.jobRun.update({ where: { id }, data: { finishedAt: new Date() } })
}

/** True when there was something to cancel. */
export async function requestCancel(tx: Tx, id: string): Promise<boolean> {
  const { count } = await tx.jobRun.updateMany({
    where: { id, status: { in: ['queued', 'running'] } },
    data: { cancelRequested: true },
  })
  return count > 0
}

export async function isCancelRequested(id: string): Promise<boolean> {
  const run = await db().jobRun.findUnique({ where: { id }, select: { cancelRequested: true } })
  return run?.cancelRequested ?? true
}

export async function listRuns(query: JobListQuery): Promise<Job[]> {
  const rows = await db().jobRun.findMany({
    where: {
      ...(query.kind ? { kind: query.kind } : {}),
      ...(query.status ? { status: query.status } : {}),
      ...(query.before ? { id: { lt: query.before } } : {}),
    },
    orderBy: { id: 'desc' },
    take: query.limit,
  })
  return rows.map(toJob)
}

export function toJob(row: RunRow): Job {
  return {
    job_id: row.id,
    kind: row.kind,
    status: row.status as Job['status'],
    progress: row.progress as Job['progress'],
    report: row.report as Job['report'],
    error: row.error,
    version: row.version,
    requested_by: (row.requestedBy as Actor).name,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
  }
}
