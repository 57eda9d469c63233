import 'server-only'
import { canonicalJson } from '#lib/core/canonical-json.ts'
import { processSingleton } from '#lib/platform/runtime.ts'
import { digests } from '../digests.ts'
import { runningLockstep } from '../lockstep.ts'
import { entityNamed, entityNames, findEntity } from '../registry.ts'
import { readSnapshot } from '../repo.ts'
import type { Snapshot } from '../schema.ts'
import { snapshots } from '../snapshot-cache.ts'
import { type Folded, readFolded } from './fold-repo.ts'
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

/** All entities, or of each kind the next few pages after those of the last round, and from the beginning again. */
async function checkLog(
  tell: (done: number) => void,
  isSample: boolean,
): Promise<{ mismatches: Mismatch[]; entities: number }> {
  const mismatches: Mismatch[] = []
  let entities = 0
  for (const name of entityNames()) {
    const entity = entityNamed(name)
    let pages = 0
    let next = ''
    for (let after = isSample ? (places().get(name) ?? '') : ''; ; ) {
      const page = await readFolded(entity, { after }, PAGE)
      for (const folded of page) {
        for (const [field, told] of wrongFields(folded)) {
          const base = { teller: 'log', clientId: null, entity: name, entityId: folded.id } as const
          mismatches.push({ ...base, field, stored: folded.stored[field], told })
        }
      }
      entities += page.length
      tell(entities)
      const last = page.at(-1)
      if (page.length < PAGE || !last || mismatches.length >= MISMATCHES_TOLD) break
      after = last.id
      if (isSample && ++pages >= SAMPLE_PAGES) {
        next = after
        break
      }
    }
    if (isSample) places().set(name, next)
  }
  return { mismatches, entities }
}

/** Whether the log still tells otherwise of an entity than is stored. */
export async function isLogWrong(name: string, id: string): Promise<boolean> {
  const entity = findEntity(name)
  if (!entity) return false
  const [found] = await readFolded(entity, { only: id }, 1)
  return found !== undefined && wrongFields(found).length > 0
}

function wrongFields({ stored, told }: Folded): [field: string, told: unknown][] {
  return Object.entries(told).filter(
    ([field, value]) => field in stored && canonicalJson(stored[field]) !== canonicalJson(value),
  )
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

/** The id, by kind of entity, after which this process's next round goes on. */
const places = () => processSingleton('bridge.monitor-places', () => new Map<string, string>())

const keyOf = (snapshot: Snapshot) => `${snapshot.entity}:${snapshot.id}`

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
