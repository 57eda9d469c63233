import { canonicalJson } from '#lib/core/canonical-json.ts'
import type { AuditDraft, Lock, LockEvent } from './lock.ts'
import { transition } from './transition.ts'

/** An entry of the trail as far as its proof needs it. */
export type Link = AuditDraft & {
  readonly at: Date
  readonly fact: LockEvent
  readonly after: Lock | null
  readonly prevHash: string
  readonly prevChangeHash: string
  readonly hash: string
}

export type Verdict =
  | { readonly intact: true }
  | { readonly intact: false; readonly brokenAt: number; readonly why: string }

/**
 * Walks a trail from its first entry and says where it first does not hold: hashes, numbers, and the lock itself, which
 * is folded again from what happened. Where old notes are gone the fold goes on from the next change, whose lock is in
 * the trail.
 */
export class TrailCheck {
  readonly #hashOf: (link: Omit<Link, 'hash'>) => string
  #lock: Lock | null
  #seq = 0
  #hash: string
  #changeHash: string
  #hasNotes = false
  #broken: Verdict | null = null

  /** @param first the lock before its first transition */
  constructor(first: Lock, firstHash: string, hashOf: (link: Omit<Link, 'hash'>) => string) {
    this.#lock = first
    this.#hash = firstHash
    this.#changeHash = firstHash
    this.#hashOf = hashOf
  }

  /** Takes the next entry; false once something does not hold. */
  take(link: Link): boolean {
    const why = this.#broken ? null : this.#fault(link)
    if (why) this.#broken = { intact: false, brokenAt: link.seq, why }
    if (this.#broken) return false
    this.#seq = link.seq
    this.#hash = link.hash
    if (link.kind === 'change') this.#changeHash = link.hash
    else this.#hasNotes = true
    return true
  }

  /** Whether the trail leads to this lock. */
  end(stored: Lock): Verdict {
    if (this.#broken) return this.#broken
    if (this.#seq !== stored.seq)
      return { intact: false, brokenAt: this.#seq + 1, why: 'the newest entries are missing' }
    if (this.#lock && canonicalJson(this.#lock) !== canonicalJson(stored))
      return { intact: false, brokenAt: this.#seq, why: 'the lock is another than the trail leads to' }
    return { intact: true }
  }

  #fault(link: Link): string | null {
    const { hash, ...content } = link
    if (this.#hashOf(content) !== hash) return 'its content does not fit its hash'
    const follows = link.seq === this.#seq + 1
    // Only the oldest notes are ever let go: from the first one that is kept on, nothing is missing.
    if (!follows && this.#hasNotes) return 'the entry before it is missing'
    if (link.seq <= this.#seq) return 'its number is not the next one'
    if (follows && link.prevHash !== this.#hash) return 'it does not name the entry before it'
    if (link.prevChangeHash !== this.#changeHash) return 'it does not name the change before it'
    return this.#fold(link, follows)
  }

  #fold(link: Link, follows: boolean): string | null {
    if (!follows || !this.#lock) {
      // What notes did before this entry is not known any more; a change tells the lock as a whole.
      this.#lock = link.after
      return null
    }
    const step = transition(this.#lock, link.fact, link.at.getTime())
    if (!step) return 'what happened would have changed nothing'
    const { kind, seq, event, from, to, epoch } = link
    const { reason: _, ...told } = step.audit
    if (canonicalJson(told) !== canonicalJson({ kind, seq, event, from, to, epoch }))
      return 'it tells another transition than what happened leads to'
    if (link.after && canonicalJson(decided(link.after)) !== canonicalJson(decided(step.lock)))
      return 'the lock after it is another than what happened leads to'
    this.#lock = link.after ?? step.lock
    return null
  }
}

/**
 * What of a lock follows from what happened alone. Words, and how long somebody rests, are of the version that wrote
 * them: another one may say it better, and the trail is as true as before.
 */
function decided({
  holder,
  epoch,
  seq,
  strikes,
  totalFailures,
  exhausted,
  configured,
  priority,
  failBack,
  resting,
}: Lock) {
  const rests = Object.keys(resting).sort()
  return { holder, epoch, seq, strikes, totalFailures, exhausted, configured, priority, failBack, rests }
}
