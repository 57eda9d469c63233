import 'server-only'
import { LRUCache } from 'lru-cache'
import { processSingleton } from '#lib/platform/runtime.ts'
import type { EntityDefinition } from './entity.ts'
import type { LoggedEvent } from './log-repo.ts'
import { type EntityKey, entityKey } from './queries.ts'
import { findEntity } from './registry.ts'
import { readSnapshot } from './repo.ts'
import type { Snapshot } from './schema.ts'

/** Bytes that snapshots may take, as their JSON is long: about half of what they take in memory. */
const KEPT_BYTES = 8 * 1024 * 1024
/** Entities of which the newest version heard of is remembered, so that no read brings an older one back. */
const FLOORS_KEPT = 20_000

type Read = (entity: EntityDefinition, id: string) => Promise<Snapshot | null>

/**
 * Entities as they are, at hand: read once, kept up by the events that the relay hears, bounded by bytes. It answers
 * only while the relay follows the log, and never with less than what was written in this process or than the caller
 * says they know (read your writes); otherwise the database is asked.
 */
export class SnapshotCache {
  readonly #snapshots: LRUCache<EntityKey, Snapshot>
  readonly #floors = new LRUCache<EntityKey, number>({ max: FLOORS_KEPT })
  readonly #reading = new Map<EntityKey, Promise<Snapshot | null>>()
  readonly #read: Read
  #isFollowing: () => boolean = () => false
  #hits = 0
  #misses = 0

  constructor(read: Read = readSnapshot, keptBytes = KEPT_BYTES) {
    this.#read = read
    this.#snapshots = new LRUCache({ maxSize: keptBytes, sizeCalculation: bytesOf })
  }

  /** From now on events are heard, as long as this says so. */
  follow(isFollowing: () => boolean): void {
    this.clear()
    this.#isFollowing = isFollowing
  }

  /**
   * An entity, or null when there is none.
   *
   * @param atLeast the newest version that the caller has met
   */
  async read(entity: EntityDefinition, id: string, atLeast = 0): Promise<Snapshot | null> {
    const key = entityKey(entity.name, id)
    if (!this.#isFollowing()) return this.#read(entity, id)
    const held = this.#snapshots.get(key)
    if (held && held.version >= Math.max(atLeast, this.#floors.get(key) ?? 0)) {
      this.#hits++
      return held
    }
    this.#misses++
    const reading = this.#reading.get(key) ?? this.#readOnce(key, entity, id)
    const read = await reading
    // One that was under way when the caller asked may have begun before what they know was there.
    return read && read.version < Math.max(atLeast, this.#floors.get(key) ?? 0)
      ? this.#read(entity, id)
      : read
  }

  /** Something was written in this process: nothing older is answered from here on. */
  wrote(entity: string, id: string, version: number): void {
    const key = entityKey(entity, id)
    this.#raise(key, version)
    const held = this.#snapshots.get(key)
    if (held && held.version < version) this.#snapshots.delete(key)
  }

  /** The relay's next event: brings what is held forward, or lets go of it. */
  heard({ envelope }: LoggedEvent): void {
    const { entity, entityId, version, fields, actor, committedAt, type } = envelope
    const key = entityKey(entity, entityId)
    this.#raise(key, version)
    if (type === `${entity}.deleted`) {
      // The floor stays: a read that began before must not bring it back. No id is used a second time.
      this.#snapshots.delete(key)
      if (entity === 'user') this.#dropOwnedBy(entityId)
      return
    }
    const held = this.#snapshots.get(key)
    if (!held || held.version >= version) return
    if (held.version + 1 !== version) return void this.#snapshots.delete(key)
    const stamp = { version, actor, at: committedAt }
    const stamps = Object.fromEntries(Object.keys(fields).map((field) => [field, stamp]))
    this.#snapshots.set(key, {
      ...held,
      version,
      fields: { ...held.fields, ...fields },
      meta: { ...held.meta, ...stamps },
    })
  }

  /** Lets go of one entity. */
  drop(entity: string, id: string): void {
    this.#snapshots.delete(entityKey(entity, id))
  }

  clear(): void {
    this.#snapshots.clear()
    this.#floors.clear()
  }

  /** What is held now, for comparing it with the database. */
  cached(): Iterable<Snapshot> {
    return [...this.#snapshots.values()]
  }

  status(): {
    entities: number
    bytes: number
    keptBytes: number
    hits: number
    misses: number
    following: boolean
  } {
    return {
      entities: this.#snapshots.size,
      bytes: this.#snapshots.calculatedSize,
      keptBytes: this.#snapshots.maxSize,
      hits: this.#hits,
      misses: this.#misses,
      following: this.#isFollowing(),
    }
  }

  #readOnce(key: EntityKey, entity: EntityDefinition, id: string): Promise<Snapshot | null> {
    const reading = this.#read(entity, id)
      .then((snapshot) => {
        if (snapshot && snapshot.version >= (this.#floors.get(key) ?? 0)) this.#snapshots.set(key, snapshot)
        return snapshot
      })
      .finally(() => this.#reading.delete(key))
    this.#reading.set(key, reading)
    return reading
  }

  /** A person takes along what nobody else hears of, and so no event tells that it is gone. */
  #dropOwnedBy(userId: string): void {
    for (const [key, { entity, id }] of this.#snapshots.entries()) {
      if (findEntity(entity)?.ownerOf(id) === userId) this.#snapshots.delete(key)
    }
  }

  #raise(key: EntityKey, version: number): void {
    if (version > (this.#floors.get(key) ?? 0)) this.#floors.set(key, version)
  }
}

function bytesOf(snapshot: Snapshot): number {
  return JSON.stringify(snapshot).length
}

/** The cache of this process, whichever module graph asks. */
export function snapshots(): SnapshotCache {
  return processSingleton('bridge.snapshots', () => new SnapshotCache())
}
