/** What the verdict rests on; times in ms. */
export type VerdictFacts = {
  readonly health: 'EXCELLENT' | 'GOOD' | 'WARNING' | 'CRITICAL'
  /** Share of writes that did not fail on our side, over the window; null while there were none. */
  readonly successRate: number | null
  /** Fields that a check found told otherwise than stored, and that nobody has mended since. */
  readonly mismatches: number
  readonly relay: { readonly running: boolean; readonly failing: boolean }
  /** Events that are committed and held back by an older open transaction. */
  readonly fence: { readonly waiting: number; readonly oldestMs: number; readonly blocker: string | null }
  readonly delivered: { readonly count: number; readonly p95: number | null }
  readonly targetMs: number
  readonly clients: readonly {
    readonly name: string
    readonly portal: string
    readonly state: string
    /** Events sent to it that it has not said it has. */
    readonly waiting: number
    readonly oldestWaitingMs: number | null
  }[]
}

export type Verdict = {
  readonly tone: 'good' | 'watch' | 'bad'
  /** Are the portals in step? In words that need no explanation. */
  readonly title: string
  /** One sentence with the figure it rests on. */
  readonly why: string
}

/** An open transaction holds the fence for as long as it lasts; longer than this is worth a person's look. */
const FENCE_PATIENCE_MS = 5_000
/** A page that has not said "got it" for this long is behind. */
const DELIVERY_PATIENCE_MS = 2_000

/** Answers the one question of the debug page. Pure; the gravest reason comes first. */
export function verdictOf(facts: VerdictFacts): Verdict {
  const { relay, fence, clients, delivered } = facts
  if (!relay.running) {
    return {
      tone: 'bad',
      title: 'The portals are not in step',
      why: 'The relay of this process is not running: changes are saved, but no open page hears of them.',
    }
  }
  if (relay.failing) {
    return {
      tone: 'bad',
      title: 'The portals are not in step',
      why: 'The relay cannot read the log at the moment: changes wait and are passed on when it can.',
    }
  }
  if (fence.waiting > 0 && fence.oldestMs > FENCE_PATIENCE_MS) {
    const by = fence.blocker ? ` (${fence.blocker})` : ''
    return {
      tone: 'bad',
      title: 'The portals are not in step',
      why: `${counted(fence.waiting, 'change')} wait behind a transaction that is still open${by}, the oldest for ${seconds(fence.oldestMs)}.`,
    }
  }
  if (facts.mismatches > 0) {
    return {
      tone: 'bad',
      title: 'Something tells otherwise than what is stored',
      why: `A check found ${counted(facts.mismatches, 'field')} to differ: see them under Monitor and repair them with a click.`,
    }
  }
  if (facts.health === 'CRITICAL' || facts.health === 'WARNING') {
    return {
      tone: facts.health === 'CRITICAL' ? 'bad' : 'watch',
      title: 'In step, but some changes were not saved',
      why: `${percent(1 - (facts.successRate ?? 1))} of the writes of the last minutes failed on our side; who made them was told.`,
    }
  }
  const behind = clients.filter(isBehind).sort((a, b) => (b.oldestWaitingMs ?? 0) - (a.oldestWaitingMs ?? 0))
  const worst = behind[0]
  if (worst) {
    const others = behind.length > 1 ? ` and ${counted(behind.length - 1, 'other page')}` : ''
    return {
      tone: 'watch',
      title: behind.length === 1 ? 'One open page is behind' : `${behind.length} open pages are behind`,
      why: `${worst.name} (${worst.portal} portal)${others} did not confirm ${counted(worst.waiting, 'change')} for ${seconds(worst.oldestWaitingMs ?? 0)}.`,
    }
  }
  const replaying = clients.filter(
    (client) => client.state === 'replaying' || client.state === 'refetching',
  ).length
  if (replaying > 0) {
    return {
      tone: 'watch',
      title: 'Pages are catching up',
      why: `${counted(replaying, 'page')} of ${clients.length} came back and are being handed what they missed.`,
    }
  }
  if (clients.length === 0) {
    return {
      tone: 'good',
      title: 'Nothing is out of step',
      why: 'No page is open. Changes wait in the log and are handed over when somebody comes back.',
    }
  }
  const pages = `${counted(clients.length, 'open page')}`
  if (delivered.p95 === null) {
    return {
      tone: 'good',
      title: 'The portals are in step',
      why: `${pages} ${clients.length === 1 ? 'is' : 'are'} live. No change had to reach a page in the last minutes, so there is nothing to time.`,
    }
  }
  if (delivered.p95 > facts.targetMs) {
    return {
      tone: 'watch',
      title: 'In step, but slower than promised',
      why: `95 % of ${counted(delivered.count, 'delivery', 'deliveries')} took up to ${milliseconds(delivered.p95)}; the promise is ${facts.targetMs} ms.`,
    }
  }
  return {
    tone: 'good',
    title: 'The portals are in step',
    why: `${pages} ${clients.length === 1 ? 'has' : 'have'} every change. 95 % of ${counted(delivered.count, 'delivery', 'deliveries')} arrived within ${milliseconds(delivered.p95)} of being saved.`,
  }
}

/** Whether a page has left a change unconfirmed for longer than a network explains. */
export function isBehind(client: { readonly oldestWaitingMs: number | null }): boolean {
  return (client.oldestWaitingMs ?? 0) > DELIVERY_PATIENCE_MS
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

function seconds(ms: number): string {
  if (ms >= 90_000) return `${Math.round(ms / 60_000)} min`
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
}

function milliseconds(ms: number): string {
  if (ms >= 1_000) return seconds(ms)
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
}
