import type { StreamEvent } from '../../debug-stream.ts'
import { unseenBy } from './trace-steps.ts'

/** Every value is as the address has it; empty means any. */
export type StreamFilter = {
  readonly type: string
  readonly entity: string
  /** Part of a name, or of an id. */
  readonly person: string
  /** Where it was made. */
  readonly portal: string
  /** `1`: only events that decided a conflict. */
  readonly conflicts: string
  /** `waiting`: somebody has not got it; `unseen`: or the person whose record it is has not seen it. */
  readonly reach: string
}

export const NO_FILTER: StreamFilter = {
  type: '',
  entity: '',
  person: '',
  portal: '',
  conflicts: '',
  reach: '',
}

export const FILTER_NAMES = Object.keys(NO_FILTER) as (keyof StreamFilter)[]

export function isFiltering(filter: StreamFilter): boolean {
  return FILTER_NAMES.some((name) => filter[name] !== '')
}

/** Whether an event passes. A person fits as who did it, whose record it is, or who received it, by name or id. */
export function passes(event: StreamEvent, filter: StreamFilter): boolean {
  if (filter.type && event.type !== filter.type) return false
  if (filter.entity && event.entity !== filter.entity) return false
  if (filter.portal && event.actor.portal !== filter.portal) return false
  if (filter.conflicts && event.conflicts === 0) return false
  if (filter.reach) {
    const unseen = unseenBy(event)
    if (!unseen || (filter.reach === 'waiting' && unseen.tone !== 'watch')) return false
  }
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
