import { QueryClient, QueryObserver } from '@tanstack/react-query'
import type { Actor } from '#lib/core/actor.ts'
import { sync } from '../coordinator.ts'
import type { FieldValue } from '../domain.ts'
import { bridgeKeys } from '../queries.ts'
import type { Envelope, Snapshot } from '../schema.ts'
import { getCachedSnapshot } from '../service.ts'
import type { EditJournal } from '../ui/edits/edit-journal.ts'
import { EditQueue } from '../ui/edits/edit-queue.ts'
import { applyEvent, OvertakenRead, readEntity, startOver } from '../ui/entity-cache.ts'
import { KnownVersions } from '../ui/known-versions.ts'
import { LockstepClient } from '../ui/lockstep-client.ts'
import type { Step } from './history.ts'
import type { Write } from './oracle.ts'
import type { WirePair } from './wire-pair.ts'

type Spoil = Extract<Step, { do: 'spoil' }>['how']

const ENTITIES = ['profile', 'user'] as const

/**
 * A page that is open in a browser: the product's own client, edit queue and cache, put together as the provider does,
 * on a network that does what the history says.
 */
export class Page {
  readonly wire: WirePair
  /** Where the log stood when it was opened. */
  readonly place: { epoch: string; cursor: string }
  readonly heard: Envelope[] = []
  readonly settled: string[] = []
  refetches = 0
  asked = 0
  isOnline = true
  readonly #actor: Actor
  readonly #personId: string
  readonly #queries = new QueryClient({
    defaultOptions: { queries: { networkMode: 'always', gcTime: Number.POSITIVE_INFINITY } },
  })
  readonly #known = new KnownVersions()
  readonly #client: LockstepClient
  readonly #edits: EditQueue
  readonly #spoils: Spoil[] = []
  #held: (() => void)[] = []
  #busy = 0
  #isGone = false
  readonly #stops: (() => void)[] = []

  constructor(options: {
    actor: Actor
    personId: string
    wire: WirePair
    place: { epoch: string; cursor: string }
    journal: EditJournal
    note: (write: Write) => void
  }) {
    this.wire = options.wire
    this.place = options.place
    this.#actor = options.actor
    this.#personId = options.personId
    this.#client = new LockstepClient(options.place, {
      viewerId: options.actor.id,
      openSocket: async () => options.wire.page,
    })
    this.#edits = new EditQueue({
      portal: options.actor.role === 'admin' ? 'admin' : 'user',
      journal: options.journal,
      isLive: () => this.#client.connection.status === 'live',
      onTaken: (entity) => this.#edits.caughtUp(entity, this.#personId, this.snapshot(entity)?.version ?? 0),
      send: ({ entity, id, baseVersion, fields, key: idempotencyKey }) =>
        this.#travel(['request-lost', 'answer-lost', 'answer-late'], async () => {
          const parts = [{ entity, id, baseVersion, fields }]
          const answer = await sync({ userId: id, parts, idempotencyKey }, this.#actor)
          const isStaff = this.#actor.role === 'admin'
          if (answer.ok) {
            options.note({ key: idempotencyKey, entity, isStaff, baseVersion, fields, answer: answer.value })
          }
          return answer
        }),
    })
    const cache = { queries: this.#queries, known: this.#known }
    this.#stops.push(
      this.#client.onEvent((event) => {
        this.heard.push(event)
        applyEvent(cache, event)
      }),
      this.#client.onRefetch(() => {
        this.refetches++
        startOver(cache)
        this.#edits.startOver()
      }),
      this.#client.onConnection(() => {
        if (this.#client.connection.status === 'live') this.#edits.retryNow()
      }),
    )
  }

  async open(): Promise<void> {
    for (const entity of ENTITIES) {
      const observer = new QueryObserver<Snapshot>(this.#queries, {
        queryKey: bridgeKeys.entity(entity, this.#personId),
        queryFn: () =>
          readEntity(
            { queries: this.#queries, known: this.#known },
            entity,
            this.#personId,
            undefined,
            this.#fetch,
          ),
        staleTime: Number.POSITIVE_INFINITY,
        retry: (failures, cause) => cause instanceof OvertakenRead && failures < 20,
        retryDelay: 1,
      })
      this.#stops.push(
        observer.subscribe(({ data }) => {
          if (data) this.#edits.caughtUp(entity, this.#personId, data.version)
        }),
      )
    }
    this.#client.connect()
    await this.#edits.start()
    await this.still()
  }

  /** False when there is nothing to edit yet. */
  edit(entity: string, field: string, value: FieldValue): boolean {
    const seen = this.snapshot(entity)
    if (!seen) return false
    this.asked++
    const edit = { entity, id: this.#personId, baseVersion: seen.version, fields: { [field]: value } }
    void this.#edits.add(edit).then((outcome) => {
      this.settled.push(outcome.ok ? 'answered' : outcome.error.code)
    })
    return true
  }

  spoil(how: Spoil): void {
    this.#spoils.push(how)
  }

  /** What was held back arrives, and whatever waited for its time tries again. */
  release(): void {
    for (const arrive of this.#held.splice(0)) arrive()
    this.#edits.retryNow()
  }

  goOffline(): void {
    this.isOnline = false
    this.wire.cut('transport close')
  }

  goOnline(): void {
    this.isOnline = true
    this.#edits.retryNow()
  }

  /** Nothing of this page is on its way that would arrive by itself. */
  async still(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      await new Promise((resolve) => setImmediate(resolve))
      quiet = this.#busy > 0 || this.#queries.isFetching() > this.#held.length ? 0 : quiet + 1
    }
  }

  get pendingEdits(): number {
    return this.#edits.state.waiting.length
  }

  get isLive(): boolean {
    return this.#client.connection.status === 'live'
  }

  snapshot(entity: string): Snapshot | undefined {
    return this.#queries.getQueryData<Snapshot>(bridgeKeys.entity(entity, this.#personId))
  }

  /** Nothing that was on its way arrives any more. */
  crash(): void {
    this.#isGone = true
    this.close()
    this.wire.cut('transport close')
  }

  close(): void {
    if (!this.#isGone) this.release()
    for (const stop of this.#stops) stop()
    this.#client.disconnect()
    this.#edits.stop()
    this.#queries.clear()
  }

  readonly #fetch = (entity: string, id: string): Promise<Snapshot> =>
    this.#travel(['read-late'], async () => {
      const read = await getCachedSnapshot(entity, id, this.#actor, this.#known.of(entity, id))
      if (!read.ok) throw new Error(read.error.message)
      return read.value
    })

  /** A request and its answer, over a network that may lose or hold back either. */
  async #travel<T>(spoils: readonly Spoil[], work: () => Promise<T>): Promise<T> {
    const at = this.#spoils.findIndex((spoil) => spoils.includes(spoil))
    const spoil = at < 0 ? undefined : this.#spoils.splice(at, 1)[0]
    if (!this.isOnline || spoil === 'request-lost') throw new TypeError('Failed to fetch')
    this.#busy++
    const answer = await work().finally(() => this.#busy--)
    if (this.#isGone) return new Promise(() => {})
    if (spoil === 'answer-lost') throw new TypeError('Failed to fetch')
    if (spoil) await new Promise<void>((resolve) => this.#held.push(resolve))
    return answer
  }
}
