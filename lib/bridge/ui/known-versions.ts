import { type EntityKey, entityKey } from '../queries.ts'

/** Entities remembered. The least recently heard of make room; a page shows a few hundred at most. */
const KEPT = 10_000

/**
 * The newest version of each entity that this page has met, by an event, a read or a page from the server. It outlives
 * the query cache, so that nothing older is ever taken for the present: not a read that was overtaken by an event on
 * its way, nor a page that the browser kept.
 */
export class KnownVersions {
  readonly #versions = new Map<EntityKey, number>()
  #beginning = {}
  #undone = new WeakSet<object>()

  /** Takes note of a version; older ones than known change nothing. */
  hear(entity: string, id: string, version: number): void {
    const key = entityKey(entity, id)
    const newest = Math.max(version, this.#versions.get(key) ?? 0)
    this.#versions.delete(key)
    this.#versions.set(key, newest)
    if (this.#versions.size <= KEPT) return
    const oldest = this.#versions.keys().next().value
    if (oldest !== undefined) this.#versions.delete(oldest)
  }

  /** 0 for what was never met. */
  of(entity: string, id: string): number {
    return this.#versions.get(entityKey(entity, id)) ?? 0
  }

  /**
   * The missed history is gone, perhaps with the whole log: what is read from now on counts, whatever its version, and
   * what is held until then counts for nothing.
   */
  startOver(held: Iterable<object>): void {
    this.#versions.clear()
    this.#beginning = {}
    this.#undone = new WeakSet(held)
  }

  /** Whether a snapshot is of a history that is no more. */
  isUndone(snapshot: object): boolean {
    return this.#undone.has(snapshot)
  }

  /** The same object until everything starts over. */
  get beginning(): object {
    return this.#beginning
  }
}
