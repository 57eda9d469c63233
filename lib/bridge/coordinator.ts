import 'server-only'
import { createHash } from 'node:crypto'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, DomainException, domainError } from '#lib/core/errors.ts'
import { isUuid, newId } from '#lib/core/ids.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { inSqlTransaction, type Sql } from '#lib/platform/db/transaction.ts'
import { findUnsafe } from '#lib/platform/http/json-guard.ts'
import { isOutage, OUTAGE } from '#lib/platform/outage.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { refuseWhileReadOnly } from '#lib/settings/read-only-service.ts'
import { findAnswer } from './answer-repo.ts'
import { insertConflicts } from './conflict-repo.ts'
import { type ConflictOutcome, type Fields, type Resolution, resolvePatch } from './domain.ts'
import type { EntityDefinition, Proof } from './entity.ts'
import { type EventDraft, insertEvents } from './log-repo.ts'
import { pokeRelay } from './poke.ts'
import { findEntity } from './registry.ts'
import * as repo from './repo.ts'
import type { ConflictRecord, SyncAnswer } from './schema.ts'
import { snapshots } from './snapshot-cache.ts'
import { tracker } from './tracker.ts'

export type SyncPart = {
  readonly entity: string
  readonly id: string
  /** The version the caller has seen; `newest` where whatever is there is meant, as by an edit of many records. */
  readonly baseVersion: number | 'newest'
  readonly fields: Readonly<Record<string, unknown>>
  /** The base version was said of another entity of the same call: it counts here as far as this one has got. */
  readonly capBase?: boolean
}

export type SyncRequest = {
  /** Whose record is being changed; named in the answer. */
  readonly userId: string
  readonly parts: readonly SyncPart[]
  /** Chosen by the client, once per intended write: a repeat gets the first answer and writes nothing. */
  readonly idempotencyKey?: string | undefined
  readonly proof?: Proof | undefined
}

/**
 * The sync coordinator: one transaction that authorises, validates, locks, finds and resolves conflicts, and writes
 * fields, stamps, versions, conflict records and events, or nothing at all.
 *
 * Errors: `invalid` (schema, with one message a field), `not-found` (also for records of others, so that nothing
 * tells whether they exist), `stale` (a version that does not exist yet), `conflict` (an effect refuses the whole, a
 * value that only one record may have is taken, or the idempotency key belongs to another write), `rate-limited`,
 * `forbidden` (the proof that an entity asks for is wrong), `unavailable` (the database cannot be had; nothing is known
 * of the write, and a repeat under its key is safe).
 */
export async function sync(request: SyncRequest, actor: Actor): Promise<Result<SyncAnswer, DomainError>> {
  const startedAt = performance.now()
  const requestedAt = new Date()
  // No failure of the bridge: nothing was tried.
  const closed = await refuseWhileReadOnly(actor)
  if (closed) return firstAnswerOr(closed, request, actor)
  const prepared = prepare(request, actor)
  if (!prepared.ok) {
    tracker().countFailure(prepared.error.code)
    return firstAnswerOr(prepared.error, request, actor)
  }
  const parts = prepared.value
  const refusal = await admit(parts, actor, request.proof ?? {})
  if (refusal) {
    tracker().countFailure(refusal.code)
    return firstAnswerOr(refusal, request, actor)
  }
  try {
    const { answer, results } = await inSqlTransaction(
      (sql) => write(sql, request, parts, actor, { startedAt, requestedAt }),
      parts.map((part) => `${part.entity.name}:${part.id}`),
    )
    for (const { name, id, resolution } of results) snapshots().wrote(name, id, resolution.version)
    pokeRelay()
    tracker().countSync(performance.now() - startedAt)
    return ok(answer)
  } catch (cause) {
    // Whatever stopped a repeat, and its own key does in the end, the first answer is what it gets.
    const earlier = await findEarlier(request, actor).catch(() => null)
    if (earlier) return earlier
    const outage = isOutage(cause)
    if (outage) log.warn({ err: cause }, 'a write could not reach the database')
    const error = cause instanceof DomainException ? cause.error : outage ? OUTAGE : takenValue(cause)
    tracker().countFailure(error?.code ?? 'unavailable')
    if (error) return err(error)
    throw cause
  }
}

/** The work of one transaction. The answer's key is written last, and turns a repeat away: most writes are none. */
async function write(
  sql: Sql,
  request: SyncRequest,
  parts: readonly PreparedPart[],
  actor: Actor,
  { startedAt, requestedAt }: { startedAt: number; requestedAt: Date },
): Promise<{ answer: SyncAnswer; results: readonly PartResult[] }> {
  const events: EventDraft[] = []
  const results: PartResult[] = []
  for (const part of parts) {
    const result = await writePart(sql, part, actor, requestedAt)
    results.push(result)
    if (result.event) events.push(result.event)
  }
  const answer: SyncAnswer = {
    ...summarise(request.userId, results),
    latencyMs: roundMs(performance.now() - startedAt),
  }
  const key = request.idempotencyKey
  const stored = key
    ? { actorId: actor.id, key, requestHash: hashRequest(request), response: answer }
    : undefined
  // Last, so that an event tells of its commit as nearly as can be.
  await insertEvents(sql, events, stored)
  return { answer, results }
}

/** What was taken once stays taken, whatever has become of the person's rights since. */
async function firstAnswerOr(
  refusal: DomainError,
  request: SyncRequest,
  actor: Actor,
): Promise<Result<SyncAnswer, DomainError>> {
  return (await findEarlier(request, actor).catch(() => null)) ?? err(refusal)
}

/** What a write under this key was answered before; null when there was none. */
async function findEarlier(
  request: SyncRequest,
  actor: Actor,
): Promise<Result<SyncAnswer, DomainError> | null> {
  if (!request.idempotencyKey) return null
  const earlier = await findAnswer(actor.id, request.idempotencyKey)
  if (!earlier) return null
  return earlier.requestHash === hashRequest(request) ? ok(earlier.response as SyncAnswer) : err(keyUsed())
}

type PreparedPart = {
  readonly entity: EntityDefinition
  readonly id: string
  readonly baseVersion: number | 'newest'
  readonly capBase: boolean
  readonly fields: Fields
  /** Names that nobody may write this way; they are refused one by one. */
  readonly reserved: Fields
}

/** Authorises and validates before any lock is taken. */
function prepare(request: SyncRequest, actor: Actor): Result<PreparedPart[], DomainError> {
  if (request.idempotencyKey !== undefined && !isUuid(request.idempotencyKey)) {
    return err(invalid([{ path: 'idempotencyKey', message: 'must be a UUID' }]))
  }
  const parts: PreparedPart[] = []
  for (const part of request.parts) {
    const entity = findEntity(part.entity)
    if (!entity?.patchSchema || !entity.mayWrite(actor, part.id)) {
      return err(domainError('not-found', 'There is no such record.'))
    }
    const unsafe = findUnsafe(part.fields)
    if (unsafe) return err(invalid([{ ...unsafe, path: ['fields', unsafe.path].filter(Boolean).join('.') }]))
    const entries = Object.entries(part.fields)
    const isReserved = (field: string) => entity.reservedFields.has(field)
    const rest = Object.fromEntries(entries.filter(([field]) => !isReserved(field)))
    const reserved = Object.fromEntries(
      entries.filter(([field]) => isReserved(field)).map(([field, value]) => [field, inWords(value)]),
    )
    const parsed = entity.patchSchema.safeParse(rest)
    if (!parsed.success) {
      return err(
        invalid(
          parsed.error.issues.map((issue) => ({
            path: ['fields', ...(issue.code === 'unrecognized_keys' ? issue.keys : issue.path)].join('.'),
            message: issue.code === 'unrecognized_keys' ? `is no field of ${entity.name}` : issue.message,
          })),
        ),
      )
    }
    parts.push({
      entity,
      id: part.id,
      baseVersion: part.baseVersion,
      capBase: part.capBase ?? false,
      fields: parsed.data,
      reserved,
    })
  }
  return ok(parts)
}

async function admit(
  parts: readonly PreparedPart[],
  actor: Actor,
  proof: Proof,
): Promise<DomainError | null> {
  for (const { entity, id, fields } of parts) {
    const refusal = await entity.admit?.(actor, id, fields, proof)
    if (refusal) return refusal
  }
  return null
}

/** What somebody wanted a reserved name to be, short enough for a conflict record and fit to be stored. */
function inWords(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.slice(0, 200).toWellFormed()
}

type PartResult = {
  readonly name: string
  readonly id: string
  readonly resolution: Resolution
  readonly conflicts: ConflictRecord[]
  readonly event: EventDraft | undefined
}

async function writePart(sql: Sql, part: PreparedPart, actor: Actor, at: Date): Promise<PartResult> {
  const { entity, id } = part
  const state = await repo.readState(sql, entity, id)
  if (!state) throw new DomainException(domainError('not-found', 'There is no such record.'))
  const asked = part.baseVersion === 'newest' ? state.version : part.baseVersion
  const baseVersion = part.capBase ? Math.min(asked, state.version) : asked
  if (baseVersion > state.version) {
    throw new DomainException(
      domainError(
        'stale',
        `Version ${baseVersion} does not exist: the record is at ${state.version}. Read it again.`,
        {
          details: { entity: entity.name, version: state.version },
        },
      ),
    )
  }
  const resolution = resolvePatch({
    state,
    patch: { baseVersion, fields: { ...part.fields, ...part.reserved } },
    actor,
    at: at.toISOString(),
    protectedFields: new Set([...entity.protectedFields, ...entity.reservedFields]),
  })
  for (const field of Object.keys(part.reserved)) {
    if (field in resolution.changed) {
      // An admin may change protected fields, but a reserved name belongs to no one.
      throw new DomainException(invalid([{ path: `fields.${field}`, message: 'cannot be written' }]))
    }
  }
  const conflicts = resolution.conflicts.map((conflict) =>
    recordOf(conflict, entity.name, id, resolution.version, at),
  )
  if (Object.keys(resolution.changed).length > 0) {
    const refusal = await entity.afterWrite?.(sql, {
      id,
      before: state.fields,
      changed: resolution.changed,
      actor,
    })
    if (refusal) throw new DomainException(refusal)
    await repo.writeState(sql, entity, id, resolution)
  }
  await insertConflicts(
    sql,
    conflicts.map((conflict) => ({ ...conflict, baseVersion, ownerId: entity.ownerOf(id) })),
  )
  return {
    name: entity.name,
    id,
    resolution,
    conflicts,
    event: eventOf(entity, id, resolution, conflicts, actor, at),
  }
}

function eventOf(
  entity: EntityDefinition,
  id: string,
  resolution: Resolution,
  conflicts: ConflictRecord[],
  actor: Actor,
  requestedAt: Date,
): EventDraft | undefined {
  const isWrite = Object.keys(resolution.changed).length > 0
  if (!isWrite && conflicts.length === 0) return undefined
  return {
    // A write that only lost still has to reach both sides, though no version came of it.
    type: isWrite ? `${entity.name}.updated` : `${entity.name}.conflict`,
    entity: entity.name,
    entityId: id,
    version: resolution.version,
    fields: resolution.changed,
    actor,
    rooms: entity.rooms(id),
    conflicts,
    requestedAt,
  }
}

function recordOf(
  conflict: ConflictOutcome,
  entity: string,
  entityId: string,
  version: number,
  at: Date,
): ConflictRecord {
  return {
    id: newId(at.getTime()),
    entity,
    entityId,
    field: conflict.field,
    rule: conflict.rule,
    winner: conflict.winner,
    kept: { ...conflict.kept, value: mutable(conflict.kept.value) },
    lost: { ...conflict.lost, value: mutable(conflict.lost.value) },
    version,
    at: at.toISOString(),
  }
}

function mutable(value: Fields[string]): string | number | boolean | string[] | null {
  return typeof value === 'object' && value !== null ? [...value] : value
}

function summarise(userId: string, results: readonly PartResult[]): Omit<SyncAnswer, 'latencyMs'> {
  const applied = results.flatMap((result) => result.resolution.applied)
  const refused = results.flatMap((result) => [...result.resolution.refused])
  return {
    success: applied.length > 0 || refused.length === 0,
    userId,
    version: results[0]?.resolution.version ?? 0,
    versions: Object.fromEntries(results.map((result) => [result.name, result.resolution.version])),
    applied,
    refused,
    conflicts: results.flatMap((result) => result.conflicts),
  }
}

function keyUsed(): DomainError {
  return domainError('conflict', 'This idempotency key was used for another write: choose a new one.')
}

function invalid(fields: { path: string; message: string }[]): DomainError {
  return domainError('invalid', 'Some values cannot be taken; nothing was changed.', { fields })
}

function hashRequest(request: SyncRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([request.userId, request.parts]))
    .digest('hex')
}

/** The refusal that a unique violation means, or null for any other fault. */
function takenValue(cause: unknown): DomainError | null {
  if (typeof cause !== 'object' || cause === null) return null
  const { code, constraint } = cause as { code?: string; constraint?: string }
  if (code !== '23505') return null
  return domainError('conflict', 'That value is taken: choose another one.', {
    fields: constraint === 'user_email_key' ? [{ path: 'fields.email', message: 'cannot be used' }] : [],
  })
}

function roundMs(ms: number): number {
  return Math.round(ms * 100) / 100
}
