import 'server-only'
import { db } from '#lib/platform/db/client.ts'

export async function writeMinutes(
  processId: string,
  minute: Date,
  rows: readonly { stage: string; count: number; histogram: string }[],
): Promise<void> {
  if (rows.length === 0) return
  await db().bridgeMinute.createMany({
    data: rows.map((row) => ({ ...row, processId, minute })),
    // A process that stops in the middle of a minute and one that wrote it already: the first one counts.
    skipDuplicates: true,
  })
}

export function readMinutes(
  stage: string,
  from: Date,
  to: Date,
): Promise<{ minute: Date; histogram: string }[]> {
  return db().bridgeMinute.findMany({
    where: { stage, minute: { gte: from, lt: to } },
    select: { minute: true, histogram: true },
    orderBy: { minute: 'asc' },
  })
}

export async function deleteMinutesBefore(time: Date): Promise<number> {
  const { count } = await db().bridgeMinute.deleteMany({ where: { minute: { lt: time } } })
  return count
}
