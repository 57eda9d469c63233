import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { db, type Prisma } from '#lib/platform/db/client.ts'
import { sql } from '#lib/platform/db/pool.ts'
import { type Mismatch, type MismatchRecord, MONITOR_KINDS, type MonitorRun } from './schema.ts'

export async function beginRun(kind: MonitorRun['kind'], requestedBy: Actor): Promise<string> {
  const { id } = await db().monitorRun.create({
    data: { id: newId(), kind, status: 'running', requestedBy },
    select: { id: true },
  })
  return id
}

export async function endRun(
  id: string,
  outcome: { status: 'passed' | 'failed'; report: Readonly<Record<string, unknown>> },
  mismatches: readonly Mismatch[] = [],
): Promise<void> {
  await db().$transaction([
    db().syncMismatch.createMany({
      data: mismatches.map(({ teller, clientId, entity, entityId, field, stored, told }) => ({
        id: newId(),
        runId: id,
        teller,
        clientId,
        entity,
        entityId,
        field,
        // An object around it: JSON's null is a value here, SQL's is not.
        stored: { value: stored } as Prisma.InputJsonObject,
        told: { value: told } as Prisma.InputJsonObject,
      })),
    }),
    db().monitorRun.update({
      where: { id },
      data: {
        status: outcome.status,
        report: outcome.report as Prisma.InputJsonObject,
        finishedAt: new Date(),
      },
    }),
  ])
}

/** Newest first; runs that were cut off by the end of their process are told as failed. */
export async function listRuns(limit: number): Promise<MonitorRun[]> {
  const rows = await db().monitorRun.findMany({ orderBy: { startedAt: 'desc' }, take: limit })
  return rows.map(toRun)
}

export async function newestRuns(): Promise<MonitorRun[]> {
  const rows = await Promise.all(
    MONITOR_KINDS.map((kind) =>
      db().monitorRun.findFirst({ where: { kind }, orderBy: { startedAt: 'desc' } }),
    ),
  )
  return rows.filter((row) => row !== null).map(toRun)
}

function toRun(
  row: Awaited<ReturnType<ReturnType<typeof db>['monitorRun']['findMany']>>[number],
): MonitorRun {
  const cutOff = Date.now() - 10 * 60_000
  return {
    id: row.id,
    kind: row.kind as MonitorRun['kind'],
    status:
      row.status === 'running' && row.startedAt.getTime() < cutOff
        ? 'failed'
        : (row.status as MonitorRun['status']),
    requested_by: (row.requestedBy as Actor).name,
    started_at: row.startedAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
    report: row.report as MonitorRun['report'],
  }
}

/** What the newest check found and nobody has repaired since. */
export async function listOpenMismatches(): Promise<MismatchRecord[]> {
  const run = await db().monitorRun.findFirst({
    where: { kind: 'consistency', finishedAt: { not: null } },
    orderBy: { startedAt: 'desc' },
    select: { id: true },
  })
  if (!run) return []
  const rows = await db().syncMismatch.findMany({
    where: { runId: run.id, repairedAt: null },
    orderBy: { id: 'asc' },
    take: 100,
  })
  return rows.map(toMismatch)
}

export async function findMismatch(id: string): Promise<MismatchRecord | null> {
  const row = await db().syncMismatch.findUnique({ where: { id, repairedAt: null } })
  return row && toMismatch(row)
}

export async function countOpenMismatches(): Promise<number> {
  const [row] = await sql().rows<{ count: number }>({
    name: 'count-open-mismatches',
    text: `
      SELECT count(*)::int AS count FROM sync_mismatch
      WHERE repaired_at IS NULL AND run_id = (
        SELECT id FROM monitor_run WHERE kind = 'consistency' AND finished_at IS NOT NULL
        ORDER BY started_at DESC LIMIT 1)`,
  })
  return row?.count ?? 0
}

/** Every field of the same entity and teller is repaired with it. */
export async function markRepaired(
  { runId, teller, entity, entityId }: MismatchRecord,
  actor: Actor,
): Promise<void> {
  await db().syncMismatch.updateMany({
    where: { runId, teller, entity, entityId, repairedAt: null },
    data: { repairedAt: new Date(), repairedBy: actor },
  })
}

export async function deleteRunsBefore(time: Date): Promise<number> {
  const { count } = await db().monitorRun.deleteMany({ where: { startedAt: { lt: time } } })
  return count
}

function toMismatch(
  row: Awaited<ReturnType<ReturnType<typeof db>['syncMismatch']['findMany']>>[number],
): MismatchRecord {
  return {
    id: row.id,
    runId: row.runId,
    teller: row.teller as MismatchRecord['teller'],
    clientId: row.clientId,
    entity: row.entity,
    entityId: row.entityId,
    field: row.field,
    stored: (row.stored as { value: unknown }).value,
    told: (row.told as { value: unknown }).value,
  }
}
