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

/** What was found by any check, and neither repaired nor found well since. */
export async function listOpenMismatches(limit = 100): Promise<MismatchRecord[]> {
  const rows = await db().syncMismatch.findMany({
    where: { repairedAt: null },
    orderBy: { id: 'asc' },
    take: limit,
  })
  return rows.map(toMismatch)
}

/** Which process each of these runs was made by; none for what it did not say. */
export async function readRunProcesses(runIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const runs = await db().monitorRun.findMany({
    where: { id: { in: [...runIds] } },
    select: { id: true, report: true },
  })
  return new Map(
    runs.flatMap(({ id, report }) => {
      const process = (report as { process?: unknown } | null)?.process
      return typeof process === 'string' ? [[id, process] as const] : []
    }),
  )
}

/** Takes mismatches off the list, because they are well again or a newer run tells of them. */
export async function closeMismatches(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db().syncMismatch.updateMany({
    where: { id: { in: [...ids] }, repairedAt: null },
    data: { repairedAt: new Date() },
  })
}

export async function findMismatch(id: string): Promise<MismatchRecord | null> {
  const row = await db().syncMismatch.findUnique({ where: { id, repairedAt: null } })
  return row && toMismatch(row)
}

export async function countOpenMismatches(): Promise<number> {
  const [row] = await sql().rows<{ count: number }>({
    name: 'count-open-mismatches',
    text: 'SELECT count(*)::int AS count FROM sync_mismatch WHERE repaired_at IS NULL',
  })
  return row?.count ?? 0
}

/** The fields of an entity of which a teller tells otherwise, as far as nobody has repaired them. */
export async function wrongFieldsOf({ teller, entity, entityId }: MismatchRecord): Promise<string[]> {
  const rows = await db().syncMismatch.findMany({
    where: { teller, entity, entityId, repairedAt: null },
    select: { field: true },
    distinct: ['field'],
  })
  return rows.map(({ field }) => field)
}

/** Every field of the same entity and teller is repaired with it. */
export async function markRepaired(
  { teller, clientId, entity, entityId }: MismatchRecord,
  actor: Actor,
): Promise<void> {
  await db().syncMismatch.updateMany({
    where: { teller, clientId, entity, entityId, repairedAt: null },
    data: { repairedAt: new Date(), repairedBy: actor },
  })
}

export async function deleteRunsBefore(time: Date): Promise<number> {
  const { count } = await db().monitorRun.deleteMany({
    where: { startedAt: { lt: time }, mismatches: { none: { repairedAt: null } } },
  })
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
