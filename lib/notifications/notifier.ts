import 'server-only'
import { Follower, type FollowerStep, type LoggedEvent } from '#lib/bridge/follower-service.ts'
import { findJobRequest } from '#lib/jobs/service.ts'
import type { Sql } from '#lib/platform/db/transaction.ts'
import { STAFF_NEWS } from '#lib/providers/service.ts'
import { GLOBAL_REGION, listRegions } from '#lib/series/service.ts'
import { deliver } from './deliver.ts'
import {
  conflictDrafts,
  type Draft,
  forecastDraft,
  jobDrafts,
  providerDraft,
  staffChangeDrafts,
} from './domain.ts'
import * as repo from './repo.ts'

const WRITES = ['user', 'profile', 'preferences', 'settings', 'staff-settings'].flatMap((entity) => [
  `${entity}.updated`,
  `${entity}.conflict`,
])

/** People who are told of one forecast in one transaction: a whole town may have the same home region. */
const RECIPIENTS_A_STEP = 500

/** Makes notifications of what happens in the log. One a process; together they tell each cause once. */
export function createNotifier(): Follower {
  return new Follower({
    name: 'notifications',
    types: [...WRITES, ...STAFF_NEWS, 'job.updated', 'forecast.published'],
    handle,
  })
}

async function handle(
  sql: Sql,
  events: readonly LoggedEvent[],
  progress: string | null,
): Promise<FollowerStep> {
  const homes = await homesAmong(events)
  const isForMany = ({ envelope }: LoggedEvent) =>
    envelope.type === 'forecast.published' && homes.has(envelope.entityId)
  const [first] = events
  if (first && isForMany(first)) return tellOfForecast(sql, first, progress)
  const upTo = events.findIndex(isForMany)
  const plain = upTo === -1 ? events : events.slice(0, upTo)
  const drafts: Draft[] = []
  for (const { envelope } of plain) drafts.push(...(await draftsOf(envelope)))
  await deliver(sql, drafts)
  return { handled: plain.length, progress: null }
}

async function draftsOf(event: LoggedEvent['envelope']): Promise<Draft[]> {
  if (event.type === 'forecast.published') return []
  if (event.entity === 'provider') return (await repo.activeAdmins()).map((id) => providerDraft(event, id))
  if (event.type !== 'job.updated') return [...conflictDrafts(event), ...staffChangeDrafts(event)]
  // Most of a job's events are its progress.
  return 'status' in event.fields ? jobDrafts(event, await findJobRequest(event.entityId)) : []
}

async function homesAmong(events: readonly LoggedEvent[]): Promise<Set<string>> {
  const codes = events
    .filter(({ envelope }) => envelope.type === 'forecast.published')
    .map(({ envelope }) => envelope.entityId)
  return codes.length === 0 ? new Set() : repo.homeRegions(codes)
}

async function tellOfForecast(
  sql: Sql,
  { envelope }: LoggedEvent,
  progress: string | null,
): Promise<FollowerStep> {
  const people = await repo.peopleAtHomeIn(envelope.entityId, progress, RECIPIENTS_A_STEP)
  const regions = [GLOBAL_REGION, ...(await listRegions())]
  const name = regions.find(({ code }) => code === envelope.entityId)?.name ?? envelope.entityId
  await deliver(
    sql,
    people.map((userId) => forecastDraft(envelope, userId, name)),
  )
  const last = people.length === RECIPIENTS_A_STEP ? (people.at(-1) ?? null) : null
  return last === null ? { handled: 1, progress: null } : { handled: 0, progress: last }
}
