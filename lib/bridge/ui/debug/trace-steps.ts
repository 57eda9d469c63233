import type { StreamEvent } from '../../debug.ts'

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

const RECIPIENT_STEPS = [
  ['delivered', 'deliveredAt'],
  ['applied', 'appliedAt'],
  ['rendered', 'renderedAt'],
] as const

/** The way of an event in five steps, summed up over its recipients. */
export function stepsOf(event: StreamEvent): readonly Step[] {
  const since = (at: number) => Math.max(0, at - event.committedAt)
  const steps: Step[] = [{ name: 'committed', state: 'all', ms: 0, reached: 1, of: 1 }]
  steps.push(
    event.relayedAt === null
      ? { name: 'relayed', state: 'unknown', ms: null, reached: 0, of: 1 }
      : { name: 'relayed', state: 'all', ms: since(event.relayedAt), reached: 1, of: 1 },
  )
  const of = event.recipients.length
  for (const [name, key] of RECIPIENT_STEPS) {
    const times = event.recipients.flatMap((recipient) => recipient[key] ?? [])
    const reached = times.length
    steps.push({
      name,
      state: of === 0 ? 'unknown' : reached === of ? 'all' : reached > 0 ? 'some' : 'none',
      ms: reached === 0 ? null : since(Math.max(...times)),
      reached,
      of,
    })
  }
  return steps
}

/** What one recipient has done with an event, in words, with ms since the commit where a moment is known. */
export function standingOf(
  recipient: StreamEvent['recipients'][number],
  committedAt: number,
): { readonly word: string; readonly tone: 'good' | 'info' | 'watch'; readonly ms: number | null } {
  const since = (at: number) => Math.max(0, at - committedAt)
  if (recipient.renderedAt !== undefined)
    return { word: 'has seen it', tone: 'good', ms: since(recipient.renderedAt) }
  if (recipient.appliedAt !== undefined)
    return { word: 'has it, has not seen it yet', tone: 'info', ms: since(recipient.appliedAt) }
  if (recipient.deliveredAt !== undefined)
    return { word: 'got it, has not applied it yet', tone: 'info', ms: since(recipient.deliveredAt) }
  return { word: 'has not got it yet', tone: 'watch', ms: null }
}

export type StreamFilter = {
  readonly type: string
  readonly entity: string
  readonly person: string
  readonly portal: string
}

export const NO_FILTER: StreamFilter = { type: '', entity: '', person: '', portal: '' }

export function isFiltering(filter: StreamFilter): boolean {
  return Object.values(filter).some((value) => value !== '')
}

/** Whether an event passes. A person fits as who did it, whose record it is, or who received it, by name or id. */
export function passes(event: StreamEvent, filter: StreamFilter): boolean {
  if (filter.type && event.type !== filter.type) return false
  if (filter.entity && event.entity !== filter.entity) return false
  if (filter.portal && event.actor.portal !== filter.portal) return false
  const person = filter.person.trim().toLowerCase()
  if (!person) return true
  const names = [
    event.actor.name,
    event.actor.id,
    event.entityId,
    ...event.recipients.flatMap(({ name, userId }) => [name, userId]),
  ]
  return names.some((name) => name.toLowerCase().includes(person))
}

/** Whose record an event is about, as far as the event itself tells; null for records that are nobody's. */
export function ownerOf(event: StreamEvent): { id: string; name: string | null } | null {
  if (!['user', 'profile', 'preferences', 'session'].includes(event.entity)) return null
  const known =
    event.recipients.find(({ userId }) => userId === event.entityId)?.name ??
    (event.actor.id === event.entityId ? event.actor.name : null)
  return { id: event.entityId, name: known }
}
