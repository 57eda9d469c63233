import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { log } from '#lib/platform/telemetry/log.ts'

/** How often a process looks for jobs of processes that died. */
const LOOK_EVERY_MS = 30_000
const RECONNECT_AFTER_MS = 1_000
/** A job that takes its process down with it every time is let go after this many tries. */
const MOST_TRIES = 10

/** The number under which the pool of that name is known to be alive. */
const LOCK_OF = (pool: string) => `hashtextextended('queue worker pool ' || ${pool}, 0)`

/**
 * Tells living worker processes from dead ones. The queue marks a job as taken by the name of a worker pool; a process
 * that is killed leaves its marks behind, and the queue itself would let go of them only after four hours.
 *
 * So each process holds an advisory lock named after its pool on a connection of its own, for as long as it lives:
 * Postgres drops the lock in the moment the process ends, however it ends. Marks of a pool whose lock nobody holds are
 * taken off, and the jobs are tried again at once.
 */
export class Lifeline {
  readonly #connectionString: string
  #client: pg.Client | undefined
  #pool: string | undefined
  #holding: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isLooking = false
  #isRetired = false
  #deadBefore: ReadonlySet<string> = new Set()

  constructor(connectionString: string) {
    this.#connectionString = connectionString
  }

  /**
   * Holds the lock of this process's pool and frees what dead ones left. Has to end before the pool takes a job, and
   * never fails: the queue would go on without it.
   */
  hold(pool: string): Promise<void> {
    this.#holding ??= this.#begin(pool)
    return this.#holding
  }

  /** The pool takes no more jobs; those it has are still its own. */
  retire(): void {
    this.#isRetired = true
    clearInterval(this.#timer)
  }

  /** Once the pool has stopped. */
  async close(): Promise<void> {
    this.retire()
    await this.#holding
    await this.#client?.end()
  }

  async #begin(pool: string): Promise<void> {
    this.#pool = pool
    await this.#connectAgain(pool)
    if (this.#isRetired) return
    // Who comes up after a crash does not wait: what died is dead for certain, a living process has its lock.
    await this.#look(() => true)
    this.#timer = setInterval(() => {
      const before = this.#deadBefore
      // Later on a pool has to be found dead twice: its connection may have broken and be on its way back.
      void this.#look((other) => before.has(other))
    }, LOOK_EVERY_MS)
    this.#timer.unref()
  }

  async #connectAgain(pool: string): Promise<void> {
    while (!this.#isRetired) {
      try {
        await this.#connect(pool)
        return
      } catch (cause) {
        log.warn({ err: cause }, 'this worker cannot show yet that it is alive')
        await wait(RECONNECT_AFTER_MS, undefined, { ref: false })
      }
    }
  }

  async #connect(pool: string): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#connectionString,
      application_name: 'intellicv-worker',
      keepAlive: true,
    })
    client.on('error', (cause) =>
      log.warn({ err: cause }, 'the connection that shows this worker alive broke'),
    )
    await client.connect()
    try {
      await client.query(`SELECT pg_advisory_lock(${LOCK_OF('$1::text')})`, [pool])
    } catch (cause) {
      await client.end()
      throw cause
    }
    client.once('end', () => void this.#connectAgain(pool))
    this.#client = client
  }

  async #look(mayFree: (pool: string) => boolean): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      await this.#lookNow(mayFree)
    } catch (cause) {
      log.warn({ err: cause }, 'could not look for jobs of dead workers')
    } finally {
      this.#isLooking = false
    }
  }

  async #lookNow(mayFree: (pool: string) => boolean): Promise<void> {
    const client = this.#client
    if (!client) return
    await client.query('BEGIN')
    try {
      const takers = await client.query<{ pool: string }>(
        'SELECT DISTINCT locked_by AS pool FROM graphile_worker.jobs WHERE locked_by IS NOT NULL AND locked_by <> $1',
        [this.#pool],
      )
      // A lock that can be had is held by nobody; the end of the transaction gives it back.
      const dead = await client.query<{ pool: string }>(
        `SELECT pool FROM unnest($1::text[]) AS pool WHERE pg_try_advisory_xact_lock(${LOCK_OF('pool')})`,
        [takers.rows.map(({ pool }) => pool)],
      )
      const pools = dead.rows.map(({ pool }) => pool)
      const freed = pools.filter(mayFree)
      if (freed.length > 0) await free(client, freed)
      await client.query('COMMIT')
      this.#deadBefore = new Set(pools.filter((pool) => !freed.includes(pool)))
      if (freed.length > 0) log.info({ pools: freed }, 'jobs of dead workers are tried again')
    } catch (cause) {
      await client.query('ROLLBACK').catch(() => {})
      throw cause
    }
  }
}

/** Takes the marks off. A last try that was cut off gets another one, or its job would neither run nor end. */
async function free(client: pg.Client, pools: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM graphile_worker.jobs WHERE locked_by = ANY($1) AND attempts >= max_attempts AND max_attempts < $2',
    [pools, MOST_TRIES],
  )
  await client.query('SELECT graphile_worker.force_unlock_workers($1::text[])', [pools])
  await client.query(
    `SELECT graphile_worker.reschedule_jobs(ARRAY[id], max_attempts => attempts + 1)
     FROM graphile_worker.jobs WHERE id = ANY($1::bigint[])`,
    [rows.map(({ id }) => id)],
  )
}
