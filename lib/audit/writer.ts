import 'server-only'
import { inSqlTransaction } from '#lib/platform/db/transaction.ts'
import { type AuditDraft, CHAIN_LOCK, insertEntries } from './repo.ts'

type Waiting = { draft: AuditDraft; written: () => void; failed: (cause: unknown) => void }

/** Entries of one transaction. */
const BATCH = 200

/**
 * Writes the entries of one process. The chain is made one link after the other, so entries that come while a
 * transaction is under way are written together by the next one: however many people are busy, one connection waits
 * for the chain, and each entry waits for two commits at most.
 */
export class AuditWriter {
  readonly #waiting: Waiting[] = []
  #isWriting = false

  /** Resolves once the entry is committed; rejects when it could not be written. */
  write(draft: AuditDraft): Promise<void> {
    return new Promise((written, failed) => {
      this.#waiting.push({ draft, written, failed })
      if (!this.#isWriting) void this.#drain()
    })
  }

  async #drain(): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, BATCH))
    this.#isWriting = false
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const drafts = batch.map(({ draft }) => draft)
    try {
      await inSqlTransaction((sql) => insertEntries(sql, drafts), [CHAIN_LOCK])
    } catch (cause) {
      const [first, ...others] = batch
      if (others.length === 0) return first?.failed(cause)
      // One that the database does not take must not take the others with it.
      for (const one of batch) await this.#commit([one])
      return
    }
    for (const { written } of batch) written()
  }
}
