import type { StreamEvent } from '../../debug-stream.ts'

export type StepName = 'committed' | 'relayed' | 'delivered' | 'applied' | 'rendered'

export type Step = {
  readonly name: StepName
  /** `all` and `some` count recipients; `none` means not yet; `unknown` that nobody looked. */
  readonly state: 'all' | 'some' | 'none' | 'unknown'
  /** Milliseconds from the commit until the slowest recipient so far; null when there is none. */
  readonly ms: number | null
  readonly reached: number
  readonly of: number
}

export type Recipient = StreamEvent['recipients'][number]

/** The way of an event in five steps, summed up over its recipients. */
export function stepsOf(event: StreamEvent): readonly Step[] {
  const since = (at: number) => Math.max(0, at - event.committedAt)
  const steps: Step[] = [{ name: 'committed', state: 'all', ms: 0, reached: 1, of: 1 }]
  steps.push(
    event.relayedAt === null
      ? { name: 'relayed', state: 'unknown', ms: null, reached: 0, of: 1 }
      : { name: 'relayed', state: 'all', ms: since(event.relayedAt), reached: 1, of: 1 },
  )
  const { of } = event.reach
  for (const name of ['delivered', 'applied', 'rendered'] as const) {
    const { count: reached, lastAt } = event.reach[name]
    steps.push({
      name,
      state: of === 0 ? 'unknown' : reached === of ? 'all' : reached > 0 ? 'some' : 'none',
      ms: lastAt === null ? null : since(lastAt),
      reached,
      of,
    })
  }
  return steps
}

export type Standing = {
  readonly word: string
  readonly tone: 'good' | 'info' | 'watch' | 'neutral'
  /** Since the commit, where a moment is known. */
  readonly ms: number | null
}

/** What one recipient has done with an event, in words. */
export function standingOf(recipient: Recipient, committedAt: number): Standing {
  const { deliveredAt, appliedAt, renderedAt, goneAt } = recipient
  const since = (at: number) => Math.max(0, at - committedAt)
  if (renderedAt !== undefined) return { word: 'has seen it', tone: 'good', ms: since(renderedAt) }
  if (goneAt !== undefined) {
    const word = deliveredAt === undefined ? 'went away before it got it' : 'went away before it was seen'
    return { word, tone: 'neutral', ms: since(goneAt) }
  }
  if (appliedAt !== undefined)
    return { word: 'has it, has not seen it yet', tone: 'info', ms: since(appliedAt) }
  if (deliveredAt !== undefined)
    return { word: 'got it, has not applied it yet', tone: 'info', ms: since(deliveredAt) }
  return { word: 'has not got it yet', tone: 'watch', ms: null }
}

/** Whether a recipient may still come to see an event. */
export function isUnseen({ renderedAt, goneAt }: Recipient): boolean {
  return renderedAt === undefined && goneAt === undefined
}

export type Unseen = {
  /** `watch`: they have not got it; `info`: they have it, and it was not on their screen. */
  readonly tone: 'watch' | 'info'
  readonly names: readonly string[]
  /** How many people more than are named. */
  readonly more: number
}

/**
 * Who keeps an event from being where it should be: everybody who has not got it, else the person whose record it is,
 * when none of their pages has shown it. Other pages that have it need not show it. Null when nobody does.
 */
export function unseenBy(event: StreamEvent): Unseen | null {
  const { of, delivered } = event.reach
  if (delivered.count < of) {
    const waiting = event.recipients.filter((one) => isUnseen(one) && one.deliveredAt === undefined)
    const names = [...new Set(waiting.map(({ name }) => name))]
    return { tone: 'watch', names: names.slice(0, 2), more: Math.max(0, names.length - 2) }
  }
  const owner = ownerOf(event)
  const pages = event.recipients.filter(({ userId, goneAt }) => userId === owner?.id && goneAt === undefined)
  const [page] = pages
  if (!page || pages.some(({ renderedAt }) => renderedAt !== undefined)) return null
  return { tone: 'info', names: [page.name], more: 0 }
}

/** Whose record an event is about, as far as the event itself tells; null for records that are nobody's. */
export function ownerOf(event: StreamEvent): { id: string; name: string | null } | null {
  if (!['user', 'profile', 'preferences', 'session'].includes(event.entity)) return null
  const known =
    event.recipients.find(({ userId }) => userId === event.entityId)?.name ??
    (event.actor.id === event.entityId ? event.actor.name : null)
  return { id: event.entityId, name: known }
}
