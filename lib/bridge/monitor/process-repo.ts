import 'server-only'
import { sql } from '#lib/platform/db/pool.ts'
import type { ProcessReport, ProcessRow } from './process-row.ts'

/** A process that has not been seen for this long has ended without a word. */
const GONE_AFTER_S = 30

export async function writeProcess(process: {
  id: string
  pid: number
  role: string
  startedAt: Date
  report: ProcessReport
}): Promise<void> {
  await sql().rows({
    name: 'write-process',
    text: `
      INSERT INTO bridge_process (id, pid, role, started_at, seen_at, report)
      VALUES ($1, $2, $3, $4, clock_timestamp(), $5::jsonb)
      ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp(), report = excluded.report`,
    values: [process.id, process.pid, process.role, process.startedAt, JSON.stringify(process.report)],
  })
}

/** Every process that has been seen lately, the longest running first. */
export async function readProcesses(): Promise<ProcessRow[]> {
  const rows = await sql().rows<{
    id: string
    pid: number
    role: string
    started_at: Date
    seen_at: Date
    report: ProcessReport
  }>({
    name: 'read-processes',
    text: `
      SELECT id, pid, role, started_at, seen_at, report FROM bridge_process
      WHERE seen_at > clock_timestamp() - make_interval(secs => $1) ORDER BY started_at, id`,
    values: [GONE_AFTER_S],
  })
  return rows.map((row) => ({
    id: row.id,
    pid: row.pid,
    role: row.role,
    startedAt: row.started_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    report: row.report,
  }))
}

/** Lets go of one process, and of those that have not been seen for long. */
export async function removeProcesses(id: string): Promise<void> {
  await sql().rows({
    text: `DELETE FROM bridge_process WHERE id = $1 OR seen_at < clock_timestamp() - make_interval(secs => $2)`,
    values: [id, GONE_AFTER_S],
  })
}
