import 'server-only'
import { randomUUID } from 'node:crypto'
import { canonicalJson } from '#lib/core/canonical-json.ts'
import { digests } from '../digests.ts'
import { runningLockstep } from '../lockstep.ts'
import { entityNamed, entityNames, findEntity } from '../registry.ts'
import { readSnapshot } from '../repo.ts'
import type { Snapshot } from '../schema.ts'
import { snapshots } from '../snapshot-cache.ts'
import { readFolded } from './fold-repo.ts'
import type { Mismatch } from './schema.ts'

const PAGE = 500
/** Pages are given so long to say what they show. */
const PAGES_ANSWER_MS = 2_000
/** What lags behind for a moment is no mismatch: it is looked at again after this. */
const SECOND_LOOK_MS = 500
const MISMATCHES_TOLD = 500
const SAMPLE_PAGES = 4

export type ConsistencyReport = {
  readonly mismatches: Mismatch[]
  readonly entities: number
  readonly cached: number
  readonly pages: number
}

/**
 * Compares the three that tell with the one that knows: (a) the log, by folding each entity’s events; (b) this
 * process’s memory; (c) the pages connected to this process, by a digest of what they show. A field that no kept event
 * tells of cannot be compared with the log.
 */
export async function checkConsistency(
  tell: (done: number) => void,
  options: { sample?: boolean } = {},
): Promise<ConsistencyReport> {
  const asked = Date.now()
  runningLockstep()?.askDigests()
  const log = await checkLog(tell, options.sample ?? false)
  const cache = await checkCache()
  await pause(Math.max(0, PAGES_ANSWER_MS - (Date.now() - asked)))
  const pages = digests().since(asked)
  const mismatches = [
    ...log.mismatches,
    ...cache.mismatches,
    ...pages.flatMap(({ clientId, mismatches: found }) => found.map((one) => pageMismatch(clientId, one))),
  ].slice(0, MISMATCHES_TOLD)
  return { mismatches, entities: log.entities, cached: cache.entities, pages: pages.length }
}

/** All entities, or of each kind a few pages from somewhere on, as often enough is all of them in time. */
async function checkLog(
  tell: (done: number) => void,
  isSample: boolean,
): Promise<{ mismatches: Mismatch[]; entities: number }> {
  const mismatches: Mismatch[] = []
  let entities = 0
  for (const name of entityNames()) {
    const entity = entityNamed(name)
    let pages = 0
    for (let after = isSample ? somewhere() : ''; ; ) {
      const page = await readFolded(entity, after, PAGE)
      for (const { id, stored, told } of page) {
        for (const [field, value] of Object.entries(told)) {
          if (!(field in stored) || canonicalJson(stored[field]) === canonicalJson(value)) continue
          mismatches.push({
            teller: 'log',
            clientId: null,
            entity: name,
            entityId: id,
            field,
            stored: stored[field],
            told: value,
          })
        }
      }
      entities += page.length
      tell(entities)
      const last = page.at(-1)
      if (page.length < PAGE || !last || mismatches.length >= MISMATCHES_TOLD) break
      if (isSample && ++pages >= SAMPLE_PAGES) break
      after = last.id
    }
  }
  return { mismatches, entities }
}

async function checkCache(): Promise<{ mismatches: Mismatch[]; entities: number }> {
  const held = [...snapshots().cached()]
  const suspects: Snapshot[] = []
  for (const snapshot of held) if ((await cacheMismatches(snapshot)).length > 0) suspects.push(snapshot)
  if (suspects.length === 0) return { mismatches: [], entities: held.length }
  await pause(SECOND_LOOK_MS)
  const now = new Map([...snapshots().cached()].map((snapshot) => [keyOf(snapshot), snapshot]))
  const again = suspects
    .map((snapshot) => now.get(keyOf(snapshot)))
    .filter((snapshot) => snapshot !== undefined)
  const mismatches = (await Promise.all(again.map(cacheMismatches))).flat()
  return { mismatches, entities: held.length }
}

async function cacheMismatches(held: Snapshot): Promise<Mismatch[]> {
  const entity = findEntity(held.entity)
  const stored = entity && (await readSnapshot(entity, held.id))
  const base = { teller: 'cache' as const, clientId: null, entity: held.entity, entityId: held.id }
  if (!stored) return [{ ...base, field: '*', stored: null, told: held.fields }]
  return Object.keys(stored.fields)
    .filter((field) => canonicalJson(stored.fields[field]) !== canonicalJson(held.fields[field]))
    .map((field) => ({ ...base, field, stored: stored.fields[field], told: held.fields[field] }))
}

function pageMismatch(clientId: string, { key, version }: { key: string; version: number | null }): Mismatch {
  const [entity = '', entityId = ''] = key.split(/:(.*)/s)
  return { teller: 'page', clientId, entity, entityId, field: '*', stored: version, told: null }
}

/** A place among ids that nobody chose. */
function somewhere(): string {
  return randomUUID().slice(0, 8)
}

const keyOf = (snapshot: Snapshot) => `${snapshot.entity}:${snapshot.id}`

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
