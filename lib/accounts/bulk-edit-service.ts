import 'server-only'
import { createHash } from 'node:crypto'
import { wasMadeBy } from '#lib/bridge/service.ts'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { madeAt } from '#lib/core/ids.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { JobProgress } from '#lib/jobs/definition.ts'
import { startJob } from '#lib/jobs/service.ts'
import { type BulkReport, type BulkUpdate, bulkUpdateSchema } from './schema.ts'
import { syncUserData } from './service.ts'
import { countSelected, readSelected } from './user-list-repo.ts'

export const BULK_EDIT_JOB = 'users.bulk-edit'

/** People read at once, and written at once: enough to keep the database busy, few enough to leave it to others too. */
const PAGE = 500
const WRITERS = 4
const REFUSALS_TOLD = 100

/**
 * Puts an edit of many people in the queue and answers its job. Errors: `forbidden` for others than staff, `invalid`
 * with one message a field, `not-found` when the selection fits nobody.
 */
export async function startBulkEdit(
  actor: Actor,
  input: unknown,
): Promise<Result<{ runId: string; people: number }, DomainError>> {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff change many people at once.'))
  const parsed = bulkUpdateSchema.safeParse(input)
  if (!parsed.success) {
    return err(
      domainError('invalid', 'This cannot be changed for many people; nothing was changed.', {
        fields: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
      }),
    )
  }
  const people = await countSelected(parsed.data.select)
  if (people === 0) return err(domainError('not-found', 'Nobody fits this selection: nothing was changed.'))
  const started = await startJob({ kind: BULK_EDIT_JOB, payload: parsed.data, requestedBy: actor })
  return started.ok ? ok({ runId: started.value.runId, people }) : started
}

/**
 * Changes the people of a selection, each in a write of their own through the coordinator, from whatever is there.
 * Safe to run again: a person who was written under this run's key is not written a second time.
 */
export async function editSelected(
  update: BulkUpdate,
  run: {
    runId: string
    requestedBy: Actor
    signal: AbortSignal
    progress(progress: JobProgress): void
  },
): Promise<BulkReport> {
  const total = await countSelected(update.select)
  const report: BulkReport = { people: 0, changed: 0, unchanged: 0, refused: 0, refusals: [] }
  const tell = () => run.progress({ done: report.people, total, unit: 'people' })
  tell()
  for (let after = ''; ; ) {
    const page = await readSelected(update.select, after, PAGE)
    const waiting = [...page]
    const work = async () => {
      for (let person = waiting.shift(); person; person = waiting.shift()) {
        run.signal.throwIfAborted()
        await editOne(person, update, run, report)
        report.people++
        tell()
      }
    }
    const writers = await Promise.allSettled(Array.from({ length: WRITERS }, work))
    // Only once every write that was under way has ended: nothing goes on behind a job that has.
    for (const writer of writers) if (writer.status === 'rejected') throw writer.reason
    const last = page.at(-1)
    if (page.length < PAGE || !last) return report
    after = last.id
  }
}

async function editOne(
  person: { id: string; name: string; user: number; profile: number },
  { fields }: BulkUpdate,
  { runId, requestedBy }: { runId: string; requestedBy: Actor },
  report: BulkReport,
): Promise<void> {
  const refuse = (reason: string) => {
    report.refused++
    if (report.refusals.length < REFUSALS_TOLD)
      report.refusals.push({ id: person.id, name: person.name, reason })
  }
  if (person.id === requestedBy.id && ('role' in fields || 'status' in fields)) {
    return refuse('Your own role and status are not changed among many: you would sign yourself out.')
  }
  const answer = await syncUserData(requestedBy, person.id, {
    baseVersion: 'newest',
    fields,
    idempotencyKey: keyOf(runId, person.id),
  })
  if (!answer.ok) return refuse(answer.error.message)
  const { versions } = answer.value
  const isNew = (versions.user ?? 0) > person.user || (versions.profile ?? 0) > person.profile
  if (isNew || (await wroteBefore(runId, requestedBy, person.id, versions))) report.changed++
  else report.unchanged++
}

/** Whether this run wrote somebody already: one that was cut off begins again, and gets its first answers. */
async function wroteBefore(
  runId: string,
  { id: actorId }: Actor,
  entityId: string,
  versions: Readonly<Record<string, number>>,
): Promise<boolean> {
  const since = new Date(madeAt(runId))
  const found = await Promise.all(
    Object.entries(versions).map(([entity, version]) =>
      wasMadeBy(actorId, { entity, entityId, version, since }),
    ),
  )
  return found.includes(true)
}

/** The same UUID for the same run and person, so that a run that begins again repeats no write. */
function keyOf(runId: string, personId: string): string {
  const hex = createHash('sha256').update(`${runId}/${personId}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
