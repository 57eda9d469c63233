import 'server-only'
import { processSingleton } from '#lib/platform/runtime.ts'
import type { Holder } from './domain.ts'
import type { Lock } from './lock.ts'
import { AI_LOCK, readLock } from './lock-repo.ts'

/** Who may be asked, and the fencing token that everything done in their name carries. */
export type Lease = {
  readonly holder: Holder
  readonly epoch: number
  readonly seq: number
  /** How many calls have failed in this epoch since it last proved itself well. */
  readonly strikes: number
  readonly exhausted: boolean
}

/** Older than this a copy is not trusted: the lock may have changed hands without our hearing of it. */
const STALE_AFTER_MS = 3_000
const REREAD_MS = 1_000

type Copy = { lease: Lease; readAt: number }

/**
 * The lock as this process last saw it, so that looking at it costs nothing; and the calls that are under way by it.
 * It is brought up by transitions of this process, by the relay, and by a look at the row every second. A copy that is
 * behind does no harm: failures and answers of an epoch that is over count for nothing.
 */
export class Leases {
  readonly #copies = new Map<string, Copy>()
  readonly #calls = new Map<string, { lockId: string; epoch: number; controller: AbortController }>()
  #timer: NodeJS.Timeout | undefined

  /** The lease at hand, or null when it is not fresh enough to be trusted. */
  atHand(lockId = AI_LOCK): Lease | null {
    const copy = this.#copies.get(lockId)
    return copy && performance.now() - copy.readAt < STALE_AFTER_MS ? copy.lease : null
  }

  async current(lockId = AI_LOCK): Promise<Lease> {
    return this.atHand(lockId) ?? (await this.reread(lockId))
  }

  async reread(lockId = AI_LOCK): Promise<Lease> {
    const askedAt = performance.now()
    const { lock } = await readLock(lockId)
    const copy = this.#copies.get(lockId)
    // What was read after we last knew is the truth, also when it is behind: a database may have been put back.
    if (copy && askedAt >= copy.readAt) this.#copies.delete(lockId)
    return this.saw(lockId, lock, askedAt)
  }

  /**
   * A state of the lock that was read or written, if it is further than what we know. Calls under earlier epochs are
   * given up.
   *
   * @param at when it was known to be so (performance.now()): for a read, when it was asked
   */
  saw(
    lockId: string,
    {
      holder,
      epoch,
      seq,
      strikes,
      exhausted,
    }: Pick<Lock, 'holder' | 'epoch' | 'seq' | 'strikes' | 'exhausted'>,
    at = performance.now(),
  ): Lease {
    const copy = this.#copies.get(lockId)
    const isNewer = !copy || seq > copy.lease.seq || epoch > copy.lease.epoch
    const next = isNewer ? { holder, epoch, seq, strikes: strikes.length, exhausted } : copy.lease
    this.#copies.set(lockId, { lease: next, readAt: Math.max(at, copy?.readAt ?? at) })
    for (const call of this.#calls.values())
      if (call.lockId === lockId && call.epoch < next.epoch) call.controller.abort(new EpochOver())
    return next
  }

  /** Nothing is known of a lock any more, or of any. */
  forget(lockId?: string): void {
    if (lockId === undefined) this.#copies.clear()
    else this.#copies.delete(lockId)
  }

  /** Notes a call, whose signal is aborted when its epoch ends. Call the answer when it is over. */
  begin(callId: string, lockId: string, epoch: number): { signal: AbortSignal; end: () => void } {
    const controller = new AbortController()
    this.#calls.set(callId, { lockId, epoch, controller })
    const known = this.#copies.get(lockId)
    if (known && epoch < known.lease.epoch) controller.abort(new EpochOver())
    return { signal: controller.signal, end: () => void this.#calls.delete(callId) }
  }

  /** Looks at the lock every second from now on. */
  follow(): () => void {
    clearInterval(this.#timer)
    this.#timer = setInterval(() => {
      // The row may not be readable just now: then the copy grows stale, and the next caller is told.
      this.reread().catch(() => undefined)
    }, REREAD_MS)
    return () => clearInterval(this.#timer)
  }
}

/** Why a call was given up: another holder has the lock. */
export class EpochOver extends Error {
  constructor() {
    super('The lock has gone on to another holder')
    this.name = 'EpochOver'
  }
}

/** Told by its name: the two module graphs of a process have a class of their own each, and share the leases. */
export function isEpochOver(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'EpochOver'
}

export function leases(): Leases {
  return processSingleton('providers.leases', () => new Leases())
}
