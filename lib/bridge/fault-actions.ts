'use server'

import { z } from 'zod'
import { requireActor } from '#lib/accounts/session.ts'
import { audited } from '#lib/audit/action-service.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, type Result } from '#lib/core/result.ts'
import * as service from './fault-service.ts'

const changeSchema = z
  .strictObject({
    delayMs: z.number().int().min(0).max(10_000),
    duplicate: z.boolean(),
    relayStopped: z.boolean(),
  })
  .partial()

/** Makes the relay of this process slow, stutter or stand still, or mends it. Outside production only. */
export async function setFaults(input: unknown): Promise<Result<service.FaultReport, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const change = changeSchema.safeParse(input)
  if (!change.success)
    return err(domainError('invalid', 'A delay is 0 to 10,000 ms; the others are on or off.'))
  const entry = { actor: actor.value, action: 'admin.set-faults', target: 'lockstep/process' }
  return audited(entry, async () => service.setFaults(actor.value, change.data))
}

/** Cuts one client’s connection. Outside production only. */
export async function dropClient(clientId: string): Promise<Result<null, DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const entry = { actor: actor.value, action: 'admin.drop-client', target: `client/${String(clientId)}` }
  return audited(entry, async () => service.dropClient(actor.value, String(clientId)))
}
