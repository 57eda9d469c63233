import 'server-only'
import { firstLock } from './lock.ts'
import { FIRST_HASH, hashOf, readAuditAfter, readLock } from './lock-repo.ts'
import type { TrailVerdict } from './schema.ts'
import { TrailCheck } from './verify.ts'

const PAGE = 500
const ATTEMPTS = 5

/** Walks the trail of a lock, folds it again from what happened, and compares the end with the lock. */
export async function verifyLock(lockId: string): Promise<TrailVerdict> {
  for (let attempt = 1; ; attempt++) {
    const { lock } = await readLock(lockId)
    const { check, entries } = await walk(lockId, lock.seq)
    const end = check.end(lock)
    // It may have gone on while we walked: then what we compared were two moments.
    if (attempt < ATTEMPTS && (await readLock(lockId)).lock.seq !== lock.seq) continue
    const base = { entries, epoch: lock.epoch }
    return end.intact
      ? { ...base, intact: true, broken_at: null, why: null }
      : { ...base, intact: false, broken_at: end.brokenAt, why: end.why }
  }
}

async function walk(lockId: string, upTo: number): Promise<{ check: TrailCheck; entries: number }> {
  let check: TrailCheck | undefined
  let entries = 0
  let after = 0
  while (after < upTo) {
    const page = await readAuditAfter(lockId, after, PAGE)
    if (page.length === 0) break
    for (const link of page) {
      // Epochs go on from an earlier history, if there was one: the first entry tells from where.
      check ??= new TrailCheck(
        { ...firstLock(0), epoch: link.epoch - Number(link.from !== link.to) },
        FIRST_HASH,
        (content) => hashOf(lockId, content as Parameters<typeof hashOf>[1]),
      )
      after = link.seq
      if (link.seq > upTo) break
      entries++
      check.take(link)
    }
  }
  return { check: check ?? new TrailCheck(firstLock(0), FIRST_HASH, () => ''), entries }
}
