import 'server-only'
import { createHash } from 'node:crypto'
import type { Actor } from '#lib/core/actor.ts'
import { canonicalJson } from '#lib/core/canonical-json.ts'
import { comparePositions, type LogPosition, parseCursor } from './domain.ts'
import { readDeletion, wasCommittedBy } from './log-repo.ts'
import { findEntity } from './registry.ts'
import { readSnapshot } from './repo.ts'
import { digestSchema } from './schema.ts'
import type { DigestAnswer } from './wire.ts'

/** The hash that a client makes of what it shows. */
export function hashFields(fields: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(canonicalJson(fields)).digest('hex')
}

/**
 * Compares what a client shows with the database, as of the client's place in the log: a change that it cannot have
 * heard of yet is no mismatch. Entities that the person may not read, and digests in another form, are not answered.
 */
export async function compareDigest(actor: Actor, input: unknown): Promise<DigestAnswer> {
  const digest = digestSchema.safeParse(input)
  const cursor = digest.success ? parseCursor(digest.data.cursor) : null
  if (!digest.success || !cursor) return { mismatches: [] }
  const mismatches: DigestAnswer['mismatches'] = []
  for (const { key, version, hash } of digest.data.entities) {
    const [name = '', id = ''] = key.split(/:(.*)/s)
    const entity = findEntity(name)
    if (!entity?.mayRead(actor, id)) continue
    const snapshot = await readSnapshot(entity, id)
    if (snapshot?.version === version && hashFields(snapshot.fields) === hash) continue
    if (snapshot === null && (await knowsOrCannotKnow(name, id, version, cursor))) continue
    const isAhead = snapshot !== null && snapshot.version > version
    if (isAhead && !(await wasCommittedBy(name, id, snapshot.version, cursor))) continue
    mismatches.push({ key, version: snapshot?.version ?? null })
  }
  return { mismatches }
}

/** Whether a client shows of a deleted record that it is gone, or stands in the log before it was. */
async function knowsOrCannotKnow(
  entity: string,
  id: string,
  version: number,
  cursor: LogPosition,
): Promise<boolean> {
  const deletion = await readDeletion(entity, id)
  if (!deletion) return false
  return version >= deletion.envelope.version || comparePositions(cursor, deletion.position) < 0
}
