import type { AlertRecord } from './monitor/schema.ts'
import type { Envelope } from './schema.ts'

/** The socket's path; pages, API and socket share one port. */
export const SOCKET_PATH = '/api/socket'
export const HEARTBEAT_MS = 5_000

/** `userId`: whom the server takes this connection for. */
export type Hello = {
  epoch: string
  cursor: string
  serverTime: string
  heartbeatMs: number
  userId: string
}
export type Heartbeat = { cursor: string; at: string }
export type MustRefetch = { reason: string }
export type ResumeAnswer = { mode: 'live' | 'replay' | 'refetch'; events: number }

/** One page that an event was sent to, and when it got how far. Times are Unix milliseconds. */
export type TraceRecipient = {
  clientId: string
  userId: string
  name: string
  portal: string
  /** The process that it is connected to. */
  pid: number
  replayed: boolean
  sentAt: number
  deliveredAt?: number
  appliedAt?: number
  renderedAt?: number
  /** Its connection ended before the event was on its screen. */
  goneAt?: number
}

/** How many pages have reached a step, and when the last of them did. */
export type Reach = { count: number; lastAt: number | null }

/** A step of an event's way to its recipients, as the debug page hears of it. Times are Unix milliseconds. */
export type TraceUpdate = {
  id: string
  type: string
  entity: string
  entityId: string
  version: number
  fields: readonly string[]
  actor: { id: string; name: string; role: string; portal: string }
  conflicts: number
  requestedAt: number | null
  committedAt: number
  relayedAt: number
  /** Over all recipients of all processes; `of` leaves out those that went away before they had seen it. */
  reach: { of: number; delivered: Reach; applied: Reach; rendered: Reach }
  /** Grows with every step that is known: of two updates of an event the greater one is the newer one. */
  progress: number
  /** Those who have not seen it first; of a crowd only some. */
  recipients: TraceRecipient[]
}

/** What a client shows: each entity's version, and a hash of its fields (SHA-256, hex, of JSON with sorted keys). */
export type Digest = { cursor: string; entities: { key: string; version: number; hash: string }[] }
/** Entities that the client shows otherwise than they were at its cursor, with the version that it should show. */
export type DigestAnswer = { mismatches: { key: string; version: number | null }[] }

/** How long somebody is taken to edit a record after their page has last said so, and how often it says it. */
export const PRESENCE_LEASE_MS = 15_000
export const PRESENCE_RENEW_MS = 5_000

/** What a page says of itself: it looks at a record, and perhaps edits it, perhaps a certain field of it. */
export type PresenceSaid = { entity: string; id: string; field: string | null; editing: boolean }
/** Somebody who edits a record just now. */
export type PresentPerson = {
  id: string
  name: string
  role: 'admin' | 'user'
  field: string | null
  since: string
}
/** Everybody who edits a record just now, the reader's own pages included. */
export type PresenceTold = { entity: string; id: string; people: PresentPerson[] }

export type ServerToClient = {
  'lockstep:hello': (hello: Hello) => void
  'lockstep:event': (event: Envelope, received: () => void) => void
  'lockstep:heartbeat': (heartbeat: Heartbeat) => void
  /** During a replay: everything between the two has been sent, so that who stood at `from` may resume from `cursor`. */
  'lockstep:replayed': (stretch: { from: string; cursor: string }) => void
  'lockstep:must-refetch': (notice: MustRefetch) => void
  /** Say at once what you show, by a `lockstep:digest`. */
  'lockstep:digest-please': () => void
  /** Staff only: the alerts that are open, when they change. Beside the log, which may be what the alert is about. */
  'lockstep:alerts': (open: AlertRecord[]) => void
  /** Staff only, after `lockstep:watch`: traces as they grow, a few times a second. */
  'lockstep:traces': (traces: TraceUpdate[]) => void
  /** For records that the page has named: whenever somebody begins or ends to edit one. */
  'lockstep:presence': (told: PresenceTold) => void
}

export type ClientToServer = {
  'lockstep:resume': (from: { epoch: string; cursor: string }, answer: (answer: ResumeAnswer) => void) => void
  'lockstep:applied': (event: { id: string }) => void
  'lockstep:rendered': (event: { id: string }) => void
  /** Is anybody there? Answered with the server's time (Unix ms). */
  'lockstep:ping': (answer: (at: number) => void) => void
  'lockstep:digest': (digest: Digest, answer: (answer: DigestAnswer) => void) => void
  'lockstep:watch': (on: boolean) => void
  'lockstep:presence': (said: PresenceSaid) => void
}
