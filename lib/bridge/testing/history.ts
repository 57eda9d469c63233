/** One thing that happens to two people’s pages, their network or the server. Plain data, so that it can be printed. */
export type Step =
  /** Somebody types into a field of their page. */
  | { do: 'edit'; page: number; entity: 'profile' | 'user'; field: string; value: string }
  /** The page hears of up to so many of the messages that wait for it. */
  | { do: 'hear'; page: number; messages: number }
  /** The next event reaches the page twice. */
  | { do: 'hear-twice'; page: number }
  | { do: 'drop'; page: number }
  | { do: 'connect'; page: number }
  | { do: 'go-offline'; page: number }
  | { do: 'go-online'; page: number }
  /** What the network does with the next edit that the page sends. */
  | { do: 'spoil'; page: number; how: 'request-lost' | 'answer-lost' | 'answer-late' | 'read-late' }
  /** What was held back arrives. */
  | { do: 'release'; page: number }
  /** The page’s process ends without a word, and the person opens it again. */
  | { do: 'crash-page'; page: number }
  | { do: 'restart-server' }
  /** The log loses what all have read: a page that comes back from before has to read everything anew. */
  | { do: 'prune' }
  | { do: 'new-epoch' }

export const PAGES = 3
/** Pages 0 and 1 are of the person, page 2 is of staff. */
export const STAFF_PAGE = 2

const FIELDS = [
  ['profile', 'headline'],
  ['profile', 'headline'],
  ['profile', 'location'],
  ['profile', 'summary'],
  ['user', 'name'],
  ['user', 'plan'],
] as const

const PLANS = ['free', 'monthly', 'annual', 'enterprise']

/** Numbers that look like chance and are the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The history of a seed: mostly edits and what the network does to them, now and then something grave. */
export function historyOf(seed: number, steps = 30): Step[] {
  const random = chance(seed)
  const below = (count: number) => Math.floor(random() * count)
  const page = () => below(PAGES)
  const spoils = ['request-lost', 'answer-lost', 'answer-late', 'read-late'] as const
  return Array.from({ length: steps }, (_, n): Step => {
    const roll = random()
    if (roll < 0.38) {
      const [entity, field] = FIELDS[below(FIELDS.length)] ?? FIELDS[0]
      const value = field === 'plan' ? (PLANS[below(PLANS.length)] ?? 'free') : `${seed}-${n}`
      return { do: 'edit', page: page(), entity, field, value }
    }
    if (roll < 0.58) return { do: 'hear', page: page(), messages: 1 + below(4) }
    if (roll < 0.63) return { do: 'hear-twice', page: page() }
    if (roll < 0.7) return { do: 'drop', page: page() }
    if (roll < 0.78) return { do: 'connect', page: page() }
    if (roll < 0.82) return { do: 'go-offline', page: page() }
    if (roll < 0.86) return { do: 'go-online', page: page() }
    if (roll < 0.93) return { do: 'spoil', page: page(), how: spoils[below(4)] ?? 'answer-lost' }
    if (roll < 0.955) return { do: 'release', page: page() }
    if (roll < 0.97) return { do: 'crash-page', page: page() }
    if (roll < 0.987) return { do: 'restart-server' }
    return random() < 0.5 ? { do: 'prune' } : { do: 'new-epoch' }
  })
}

/** The shortest history that still fails: takes away halves, quarters and at last single steps. */
export async function shortest(
  history: readonly Step[],
  fails: (history: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let shorter = history
  for (let size = Math.ceil(history.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < shorter.length; ) {
      const without = [...shorter.slice(0, from), ...shorter.slice(from + size)]
      if (await fails(without)) shorter = without
      else from += size
    }
  }
  return shorter
}
