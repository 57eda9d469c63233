import type { EditJournal, JournalNews, KeptEdit } from '../ui/edits/edit-journal.ts'

type Turn = { readonly tab: object; start(): void }

/** What the tabs of one person share in a browser: the kept edits, what they tell each other, and whose turn it is. */
export class Browser {
  readonly #kept = new Map<string, KeptEdit>()
  readonly #tabs = new Map<object, (news: JournalNews) => void>()
  /** Whether anything more can be kept. */
  hasRoom = true
  #holder: Turn | null = null
  #turns: Turn[] = []

  /** The journal as one tab has it. */
  journalOf(tab: object): EditJournal {
    return {
      load: async () => structuredClone([...this.#kept.values()]),
      read: async (key) => structuredClone(this.#kept.get(key) ?? null),
      keep: async (edit) => {
        if (this.hasRoom) this.#kept.set(edit.key, structuredClone(edit))
        return this.hasRoom
      },
      replace: async (edit) => {
        if (!this.hasRoom || !this.#kept.has(edit.key)) return false
        this.#kept.set(edit.key, structuredClone(edit))
        return true
      },
      drop: async (key) => void this.#kept.delete(key),
      tell: (news) => {
        for (const [other, hear] of this.#tabs) {
          if (other !== tab) queueMicrotask(() => hear(structuredClone(news)))
        }
      },
      listen: (listener) => {
        this.#tabs.set(tab, listener)
        return () => this.#tabs.delete(tab)
      },
      exclusively: (work) => this.#inTurn(tab, work),
    }
  }

  /** The tab is gone, and with it whatever it was about to do. */
  crash(tab: object): void {
    this.#tabs.delete(tab)
    this.#turns = this.#turns.filter((turn) => turn.tab !== tab)
    if (this.#holder?.tab === tab) this.#pass()
  }

  get waiting(): number {
    return this.#kept.size
  }

  #inTurn<T>(tab: object, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const turn: Turn = {
        tab,
        start: () =>
          void work()
            .then(resolve, reject)
            .finally(() => {
              if (this.#holder === turn) this.#pass()
            }),
      }
      this.#turns.push(turn)
      if (!this.#holder) this.#pass()
    })
  }

  #pass(): void {
    this.#holder = this.#turns.shift() ?? null
    this.#holder?.start()
  }
}
