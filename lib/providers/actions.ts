'use server'

import type { z } from 'zod'
import { requireActor } from '#lib/accounts/session.ts'
import { audited } from '#lib/audit/action-service.ts'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import {
  checkBodySchema,
  failBackBodySchema,
  lockBodySchema,
  type ProviderChecks,
  priorityBodySchema,
  releaseBodySchema,
  type TrailVerdict,
} from './schema.ts'
import * as service from './service.ts'

type Changed = Result<{ holder: string; epoch: number }, DomainError>

/** Gives the lock to a provider. */
export async function switchProvider(input: unknown): Promise<Changed> {
  return change('admin.switch-provider', lockBodySchema, input, (actor, { provider, reason }) =>
    service.switchLock(actor, provider, reason),
  )
}

/** Takes the lock from its holder. */
export async function releaseProvider(input: unknown): Promise<Changed> {
  return change('admin.release-provider', releaseBodySchema, input, (actor, { reason }) =>
    service.releaseLock(actor, reason),
  )
}

/** Changes which provider comes before which. */
export async function setPriority(input: unknown): Promise<Changed> {
  return change('admin.set-provider-priority', priorityBodySchema, input, (actor, { order }) =>
    service.setPriority(actor, order),
  )
}

/** Changes whether the lock goes back to a better provider. */
export async function setFailBack(input: unknown): Promise<Changed> {
  return change('admin.set-fail-back', failBackBodySchema, input, (actor, { mode }) =>
    service.setFailBack(actor, mode),
  )
}

/** Takes back the strikes of this epoch. */
export async function resetFailures(input: unknown): Promise<Changed> {
  return change('admin.reset-provider-failures', releaseBodySchema, input, (actor, { reason }) =>
    service.resetFailures(actor, reason),
  )
}

/** Looks at one provider, or at all, now. */
export async function checkProviders(input: unknown): Promise<Result<ProviderChecks, DomainError>> {
  return asked('admin.check-providers', checkBodySchema, input, (actor, { provider }) =>
    service.checkProviders(actor, provider),
  )
}

/** Verifies the trail of the lock. */
export async function verifyTrail(): Promise<Result<TrailVerdict, DomainError>> {
  const actor = await requireActor('admin')
  return actor.ok ? service.verifyTrail(actor.value) : actor
}

async function change<Schema extends z.ZodType>(
  action: string,
  schema: Schema,
  input: unknown,
  work: (actor: Actor, body: z.infer<Schema>) => ReturnType<typeof service.releaseLock>,
): Promise<Changed> {
  const changed = await asked(action, schema, input, work)
  return changed.ok ? ok({ holder: changed.value.lock.holder, epoch: changed.value.lock.epoch }) : changed
}

async function asked<Schema extends z.ZodType, T>(
  action: string,
  schema: Schema,
  input: unknown,
  work: (actor: Actor, body: z.infer<Schema>) => Promise<Result<T, DomainError>>,
): Promise<Result<T, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const body = schema.safeParse(input)
  if (!body.success) {
    const fields = body.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    return err(domainError('invalid', fields[0]?.message ?? 'That cannot be done.', { fields }))
  }
  return audited({ actor: actor.value, action, target: 'provider/ai' }, () => work(actor.value, body.data))
}
