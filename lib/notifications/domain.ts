import type { Actor } from '#lib/core/actor.ts'

/** Rules of what people are told and in which words. Pure: what they need is given to them. */

export const NOTIFICATION_KINDS = [
  'staff-change',
  'conflict-lost',
  'job-ended',
  'forecast',
  'provider',
  'message',
] as const
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]

export type Words = { readonly title: string; readonly body: string; readonly link: string }

/** Something that one person should know, before it is put together with others of its group. */
export type Draft = {
  readonly userId: string
  readonly kind: NotificationKind
  /** Unique a person: the same cause is told once. */
  readonly cause: string
  /** Drafts of one group become one notification while it is unread. */
  readonly groupKey: string | null
  /** How long after its latest cause a group still grows; null for as long as it is unread. */
  readonly groupWindowMs: number | null
  readonly subjects: readonly string[]
  readonly count: number
  /** ISO time of the cause. */
  readonly at: string
  words(group: { count: number; subjects: readonly string[] }): Words
}

/** What of an event of the log the rules look at. */
export type Happening = {
  readonly id: string
  readonly type: string
  readonly entity: string
  readonly entityId: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly actor: Actor
  readonly committedAt: string
  readonly conflicts: readonly LostValue[]
}

export type LostValue = {
  readonly id: string
  readonly field: string
  readonly rule: string
  readonly winner: 'incoming' | 'current'
  readonly kept: { readonly actor: Actor }
  readonly lost: { readonly actor: Actor }
}

const TEN_MINUTES_MS = 10 * 60 * 1_000
const PERSONAL = new Set(['user', 'profile', 'preferences'])

/** People whose value was not kept, or was replaced by somebody who had not seen it. */
export function conflictDrafts(event: Happening): Draft[] {
  return event.conflicts
    .filter(({ rule, kept, lost }) => rule !== 'protected' && asksSomethingOf(lost.actor, kept.actor))
    .map((conflict) => {
      const { field, rule, winner, kept, lost } = conflict
      const winnerWords = nameOf(kept.actor)
      return {
        userId: lost.actor.id,
        kind: 'conflict-lost',
        cause: `conflict:${conflict.id}`,
        groupKey: `conflict:${event.entity}:${event.entityId}`,
        groupWindowMs: TEN_MINUTES_MS,
        subjects: [field],
        count: 1,
        at: event.committedAt,
        words: ({ count, subjects }) => ({
          title:
            count === 1
              ? `Your change to ${fieldWords(field)} was not kept`
              : `${count} of your changes were not kept`,
          body:
            count === 1
              ? `${winnerWords} ${reasonWords(rule, winner)} You can put yours in place again.`
              : `They were to ${listWords(subjects)}. You can put yours in place again.`,
          link: recordLink(event.entity, event.entityId, subjects[0] ?? field, lost.actor),
        }),
      } satisfies Draft
    })
}

function asksSomethingOf(loser: Actor, winner: Actor): boolean {
  return loser.role !== 'system' && loser.id !== winner.id
}

function reasonWords(rule: string, winner: LostValue['winner']): string {
  if (winner === 'incoming') return 'changed it after you, without having seen yours.'
  return rule === 'admin-override'
    ? 'had changed it before yours arrived, and what staff set stays.'
    : 'had changed it before yours arrived.'
}

/** The person whose account, profile or settings staff changed; not for what a conflict tells them already. */
export function staffChangeDrafts(event: Happening): Draft[] {
  const { entity, entityId, actor } = event
  if (!PERSONAL.has(entity) || actor.role !== 'admin' || actor.id === entityId) return []
  const told = new Set(
    event.conflicts.filter(({ lost }) => lost.actor.id === entityId).map(({ field }) => field),
  )
  const fields = Object.keys(event.fields).filter((field) => !told.has(field))
  if (fields.length === 0) return []
  const record = { user: 'account', profile: 'profile', preferences: 'settings' }[entity] ?? entity
  return [
    {
      userId: entityId,
      kind: 'staff-change',
      cause: `change:${event.id}`,
      groupKey: `change:${entity}:${entityId}:${actor.id}`,
      groupWindowMs: TEN_MINUTES_MS,
      subjects: fields,
      count: 1,
      at: event.committedAt,
      words: ({ count, subjects }) => ({
        title:
          count === 1
            ? `${actor.name} changed your ${record}`
            : `${actor.name} changed your ${record} ${count} times`,
        body: `${capital(listWords(subjects))}.`,
        link: recordLink(entity, entityId, subjects[0] ?? '', null),
      }),
    },
  ]
}

/** Whoever started a job that has ended. */
export function jobDrafts(event: Happening, request: { kind: string; requestedBy: Actor } | null): Draft[] {
  const { status } = event.fields
  const outcome = typeof status === 'string' ? JOB_ENDS[status] : undefined
  if (!request || !outcome || request.requestedBy.role === 'system') return []
  // Who cancels their own job knows.
  if (event.actor.id === request.requestedBy.id) return []
  const { error } = event.fields
  const what = JOB_KINDS[request.kind] ?? request.kind
  return [
    {
      userId: request.requestedBy.id,
      kind: 'job-ended',
      cause: `job:${event.entityId}:ended`,
      groupKey: null,
      groupWindowMs: null,
      subjects: [],
      count: 1,
      at: event.committedAt,
      words: () => ({
        title: `Your ${what} ${outcome}`,
        body: typeof error === 'string' && error !== '' ? error : 'Open it for what it did.',
        link: `/admin/jobs/${encodeURIComponent(event.entityId)}`,
      }),
    },
  ]
}

const JOB_ENDS: Readonly<Record<string, string>> = {
  succeeded: 'is done',
  failed: 'failed',
  cancelled: 'was cancelled',
}

const JOB_KINDS: Readonly<Record<string, string>> = {
  'series.import': 'import',
  'forecast.run': 'forecast run',
  'users.bulk-edit': 'change of many people',
}

const RISKS: Readonly<Record<string, string>> = { GREEN: 'low', YELLOW: 'elevated', RED: 'high' }

/** Somebody whose home region has a new forecast. One that is unread only grows: the newest is what counts. */
export function forecastDraft(event: Happening, userId: string, regionName: string): Draft {
  const { riskLevel, dataAsOf, sourceKind } = event.fields
  const simulated = sourceKind === 'simulated' ? 'Simulated starter data. ' : ''
  return {
    userId,
    kind: 'forecast',
    cause: `forecast:${event.id}`,
    groupKey: `forecast:${event.entityId}`,
    groupWindowMs: null,
    subjects: [],
    count: 1,
    at: event.committedAt,
    words: ({ count }) => ({
      title:
        count === 1
          ? `${regionName} has a new forecast`
          : `${regionName} has ${count} new forecasts since you looked`,
      body: `${simulated}Risk ${RISKS[String(riskLevel)] ?? 'not known'}, from data up to ${String(dataAsOf)}.`,
      link: `/forecasts/${encodeURIComponent(event.entityId)}`,
    }),
  }
}

/** Staff, of what became of the one AI provider that answers. */
export function providerDraft(event: Happening, userId: string): Draft {
  const { holder, exhausted, proposal } = event.fields
  const [title, body] =
    event.type === 'fail-back.proposed'
      ? [
          `${String(proposal)} is well again`,
          'It comes before the holder of the lock. Give the lock back when you agree.',
        ]
      : exhausted === true
        ? [
            'No AI provider is left',
            'Every configured provider rests: the built-in engines answer, at full function.',
          ]
        : [`${String(holder)} answers AI questions now`, 'The lock has changed hands. The trail says why.']
  return {
    userId,
    kind: 'provider',
    cause: `provider:${event.id}`,
    groupKey: null,
    groupWindowMs: null,
    subjects: [],
    count: 1,
    at: event.committedAt,
    words: () => ({ title, body, link: '/admin/providers' }),
  }
}

/** Puts drafts of one person and group that are near in time together, keeping the order of first appearance. */
export function coalesce(drafts: readonly Draft[]): Draft[] {
  const merged: Draft[] = []
  const newest = new Map<string, number>()
  for (const draft of drafts) {
    const key = draft.groupKey === null ? null : `${draft.userId} ${draft.groupKey}`
    const at = key === null ? undefined : newest.get(key)
    const before = at === undefined ? undefined : merged[at]
    if (before && at !== undefined && belongsTo(draft, before.at)) merged[at] = grow(before, draft)
    else {
      if (key !== null) newest.set(key, merged.length)
      merged.push(draft)
    }
  }
  return merged
}

/** Whether a draft still belongs to a group whose latest cause was at `lastAt`. */
export function belongsTo(draft: Draft, lastAt: string): boolean {
  if (draft.groupWindowMs === null) return true
  return Date.parse(draft.at) - Date.parse(lastAt) <= draft.groupWindowMs
}

/** A group with one draft more. The newest says what it is about, the first cause stays its name. */
export function grow(group: Pick<Draft, 'cause' | 'count' | 'subjects'>, draft: Draft): Draft {
  return {
    ...draft,
    cause: group.cause,
    count: group.count + draft.count,
    subjects: [...new Set([...group.subjects, ...draft.subjects])].slice(0, MOST_SUBJECTS),
  }
}

const MOST_SUBJECTS = 30

/** The place where a field of a record is edited by the person who is told. `viewer` null is its owner. */
function recordLink(entity: string, id: string, field: string, viewer: Actor | null): string {
  const anchor = field === '' ? '' : `#field-${field}`
  if (entity === 'settings' || entity === 'staff-settings') return `/admin/settings${anchor}`
  if (viewer && viewer.id !== id) return `/admin/users/${encodeURIComponent(id)}${anchor}`
  return entity === 'preferences' ? `/settings${anchor}` : `/profile${anchor}`
}

function nameOf(actor: Actor): string {
  return actor.role === 'admin' ? `${actor.name} (staff)` : actor.name
}

/** "remotePreference" → "remote preference" */
export function fieldWords(field: string): string {
  return field.replace(/([A-Z])/g, ' $1').toLowerCase()
}

/** "headline, skills and 3 more" */
export function listWords(fields: readonly string[]): string {
  const words = fields.map(fieldWords)
  if (words.length <= 1) return words[0] ?? 'nothing'
  if (words.length <= 3) return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
  return `${words.slice(0, 2).join(', ')} and ${words.length - 2} more`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
