import 'server-only'
import pg from 'pg'
import { log } from '#lib/platform/telemetry/log.ts'

const CHANNEL = 'lockstep'
const RECONNECT_MS = 1_000
/** Commits within this time share one notification. */
const COALESCE_MS = 5

/**
 * Wakes the relays of other processes after a commit of this one, and hears theirs. Notifications are empty and sent
 * on a connection of their own: inside the writing transaction NOTIFY takes a lock that all commits queue for.
 */
export class Wakeup {
  readonly #url: string
  readonly #onWake: () => void
  readonly #id = `${process.pid}-${Date.now()}`
  #client: pg.Client | undefined
  #pending: NodeJS.Timeout | undefined
  #stopped = false
  /** What other channels carry goes here. */
  readonly #listeners = new Map<string, (payload: string) => void>()

  constructor(url: string, onWake: () => void) {
    this.#url = url
    this.#onWake = onWake
  }

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'intellicv-wakeup' })
    client.on('notification', ({ channel, payload }) => {
      if (channel !== CHANNEL) this.#listeners.get(channel)?.(payload ?? '')
      else if (payload !== this.#id) this.#onWake()
    })
    client.on('error', (cause) => log.warn({ err: cause }, 'the wake-up connection was lost'))
    client.on('end', () => this.#reconnect())
    try {
      await client.connect()
      for (const channel of [CHANNEL, ...this.#listeners.keys()]) await client.query(`LISTEN ${channel}`)
      this.#client = client
      this.#onWake()
    } catch (cause) {
      log.warn({ err: cause }, 'the wake-up connection could not be made; polling goes on')
      await client.end().catch(() => undefined)
    }
  }

  /** Tells other processes, soon and once for many calls. Losing it costs them a poll interval, no event. */
  notify(): void {
    this.#pending ??= setTimeout(() => {
      this.#pending = undefined
      this.#client
        ?.query('SELECT pg_notify($1, $2)', [CHANNEL, this.#id])
        .catch((cause) => log.warn({ err: cause }, 'a wake-up could not be sent'))
    }, COALESCE_MS)
  }

  /** Hears what other processes send on a channel, and this one too. Call it before `start`. */
  hear(channel: string, listener: (payload: string) => void): void {
    this.#listeners.set(channel, listener)
  }

  /** Sends news that may be lost: at once, to every process that hears the channel. */
  send(channel: string, payload: string): void {
    this.#client
      ?.query('SELECT pg_notify($1, $2)', [channel, payload])
      .catch((cause) => log.warn({ err: cause, channel }, 'news could not be sent'))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#pending)
    await this.#client?.end().catch(() => undefined)
  }

  #reconnect(): void {
    this.#client = undefined
    if (!this.#stopped) setTimeout(() => void this.start(), RECONNECT_MS).unref()
  }
}
