import 'server-only'
import { processSingleton } from '#lib/platform/runtime.ts'
import { getStaffSettings } from '#lib/settings/service.ts'
import { takeBudget } from './call-repo.ts'

/** Calls that a process takes out of the day's budget at once: most calls then cost no statement. */
const BLOCK = 10
const SETTINGS_FOR_MS = 2_000

type Limits = { calls: number; tokens: number; callsPerPerson: number }

/** What this process may still ask today without looking at the database. */
class Budgets {
  #left = 0
  #fetching: Promise<number> | null = null
  /** The block that somebody has put into what is left. */
  #fetched: Promise<number> | null = null
  #day = ''
  #limits: Limits = { calls: 0, tokens: 0, callsPerPerson: 0 }
  #readAt = Number.NEGATIVE_INFINITY

  /** Null when one more call fits; else why not, in words for whoever asked. */
  async take(userId: string | null): Promise<string | null> {
    await this.#look()
    const { calls, tokens, callsPerPerson } = this.#limits
    // Whoever comes while a block is being fetched waits for it, and may still find it used up.
    while (this.#left === 0) {
      const day = this.#day
      this.#fetching ??= takeBudget('all', BLOCK, { calls, tokens }).finally(() => {
        this.#fetching = null
      })
      const isFirst = this.#fetched !== this.#fetching
      this.#fetched = this.#fetching
      const got = await this.#fetching
      if (got === 0)
        return 'The AI budget of today is used up: the product’s own engines answer until midnight, UTC.'
      if (isFirst && day === this.#day) this.#left += got
    }
    this.#left--
    if (userId === null || (await takeBudget(userId, 1, { calls: callsPerPerson, tokens: null })) > 0)
      return null
    this.#left++
    return `You have asked the AI ${callsPerPerson} times today, which is the most. It renews at midnight, UTC.`
  }

  async #look(): Promise<void> {
    const day = new Date().toISOString().slice(0, 10)
    if (day !== this.#day) this.#left = 0
    this.#day = day
    if (performance.now() - this.#readAt < SETTINGS_FOR_MS) return
    const { aiCallsPerDay, aiTokensPerDay, aiCallsPerPersonPerDay } = await getStaffSettings()
    const limits = { calls: aiCallsPerDay, tokens: aiTokensPerDay, callsPerPerson: aiCallsPerPersonPerDay }
    // A limit that was lowered holds at once.
    if (limits.calls < this.#limits.calls || limits.tokens < this.#limits.tokens) this.#left = 0
    this.#limits = limits
    this.#readAt = performance.now()
  }

  /** Settings are read anew by the next call. */
  forget(): void {
    this.#readAt = Number.NEGATIVE_INFINITY
    this.#left = 0
  }
}

export function budgets(): Budgets {
  return processSingleton('providers.budgets', () => new Budgets())
}
