import 'server-only'
import { inSqlTransaction, type Sql } from '#lib/platform/db/transaction.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { formatCursor, type LogPosition, parseCursor } from './domain.ts'
import { readPlace, tryLockFollower, writePlace } from './follower-repo.ts'
import { type LoggedEvent, readEventsAfter, readLogEnd, readLogIdentity } from './log-repo.ts'
import { pokeRelay } from './poke.ts'
import { subscribeToEvents } from './subscribers.ts'

export type { LoggedEvent } from './log-repo.ts'

export type FollowerStep = {
  /** How many of the given events are done with, from the first. */
  readonly handled: number
  /** How far the work on the next event is, when it takes several steps; else null. */
  readonly progress: string | null
}

export type FollowerDefinition = {
  /** Names its place in the database: never change it. */
  readonly name: string
  readonly types: readonly string[]
  /**
   * Does in the transaction what the events ask for. Reads and locks come first, and then the few statements that
   * write: from the first of them on the fence of the log, and so everybody, waits for the end of the transaction.
   */
  handle(sql: Sql, events: readonly LoggedEvent[], progress: string | null): Promise<FollowerStep>
}

const BATCH = 200
/** Events that come close together are one piece of work: a follower is not what people wait for. */
const COALESCE_MS = 200
/** Another process is at it; what came meanwhile is looked for once it is done. */
const BUSY_MS = 250
const RETRY_MS = [1_000, 2_000, 5_000, 15_000, 60_000]

/**
 * A durable follower of the event log: works on every event of its types once, whatever is killed when and however
 * many processes run it. Its place moves in the same transaction as what it writes, and an advisory lock lets one
 * process at a time do that. It begins at the end of the log at its very first start; an event that it cannot work on
 * is tried for ever, ever more slowly, and those behind it wait, because skipping it would lose it.
 */
export class Follower {
  readonly #definition: FollowerDefinition
  #unsubscribe: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> | undefined
  #again = false
  #running = false
  #failures = 0

  constructor(definition: FollowerDefinition) {
    this.#definition = definition
  }

  start(): void {
    const { name, types } = this.#definition
    this.#running = true
    this.#unsubscribe = subscribeToEvents(types, () => this.#wakeIn(COALESCE_MS), { name })
    this.#wakeIn(0)
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#unsubscribe?.()
    clearTimeout(this.#timer)
    await this.#working
  }

  /** Works on everything that can be read now; false when another process was at it. Throws what went wrong. */
  async catchUp(): Promise<boolean> {
    for (;;) {
      const outcome = await this.#step()
      if (outcome === 'busy') return false
      if (outcome === 'done') return true
    }
  }

  #wakeIn(ms: number): void {
    if (!this.#running) return
    if (this.#working) this.#again = true
    else this.#timer ??= setTimeout(() => this.#wake(), ms)
  }

  #wake(): void {
    this.#timer = undefined
    this.#again = false
    this.#working = this.#work().finally(() => {
      this.#working = undefined
      if (this.#again) this.#wakeIn(COALESCE_MS)
    })
  }

  async #work(): Promise<void> {
    try {
      const isAlone = await this.catchUp()
      this.#failures = 0
      if (!isAlone) this.#later(BUSY_MS)
    } catch (cause) {
      log.error(
        { err: cause, follower: this.#definition.name },
        'a follower of the event log could not go on',
      )
      this.#later(RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)] ?? 60_000)
    }
  }

  #later(ms: number): void {
    if (!this.#running) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#wake(), ms)
  }

  async #step(): Promise<'more' | 'done' | 'busy'> {
    const { name } = this.#definition
    const outcome = await inSqlTransaction(async (sql) => {
      if (!(await tryLockFollower(sql, name))) return 'busy'
      const { epoch } = await readLogIdentity(sql)
      const place = await readPlace(sql, name)
      const position = place?.epoch === epoch ? parseCursor(place.cursor) : null
      if (!position) {
        await writePlace(sql, name, { epoch, cursor: formatCursor(await readLogEnd(sql)), progress: null })
        return 'done'
      }
      const events = await readEventsAfter(position, BATCH, {}, sql)
      if (events.length === 0) return 'done'
      const step = await this.#handle(sql, events, place?.progress ?? null)
      await writePlace(sql, name, {
        epoch,
        cursor: formatCursor(step.upTo ?? position),
        progress: step.progress,
      })
      return events.length === BATCH || step.upTo !== events.at(-1)?.position ? 'more' : 'done'
    })
    if (outcome !== 'busy') pokeRelay()
    return outcome
  }

  /** Null for `upTo` when the work on the first event is not over. */
  async #handle(
    sql: Sql,
    events: readonly LoggedEvent[],
    progress: string | null,
  ): Promise<{ upTo: LogPosition | null; progress: string | null }> {
    const types = new Set(this.#definition.types)
    const wanted = events.filter(({ envelope }) => types.has(envelope.type))
    const last = events.at(-1)?.position ?? null
    if (wanted.length === 0) return { upTo: last, progress: null }
    const step = await this.#definition.handle(sql, wanted, progress)
    const next = wanted[step.handled]
    if (!next) return { upTo: last, progress: null }
    return { upTo: events[events.indexOf(next) - 1]?.position ?? null, progress: step.progress }
  }
}
