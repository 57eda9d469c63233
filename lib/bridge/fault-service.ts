import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { type FaultSettings, faults, faultsAllowed } from './faults.ts'
import { runningLockstep } from './lockstep.ts'

export type FaultReport = FaultSettings & { readonly allowed: boolean }

/** The faults that are being made in this process now, and whether any may be. */
export function readFaults(): FaultReport {
  return { ...faults().settings, allowed: faultsAllowed() }
}

/** Makes something go wrong, or right again. Staff only, and never in production. */
export function setFaults(actor: Actor, change: Partial<FaultSettings>): Result<FaultReport, DomainError> {
  const refusal = refuse(actor)
  if (refusal) return err(refusal)
  faults().set(change)
  return ok(readFaults())
}

/** Cuts one client’s connection, as a network does. `not-found` when it is not connected to this process. */
export function dropClient(actor: Actor, clientId: string): Result<null, DomainError> {
  const refusal = refuse(actor)
  if (refusal) return err(refusal)
  if (runningLockstep()?.drop(clientId)) return ok(null)
  return err(domainError('not-found', 'This page is not connected to this process any more.'))
}

function refuse(actor: Actor): DomainError | null {
  if (actor.role === 'user') return domainError('forbidden', 'Only staff make faults.')
  return faultsAllowed() ? null : domainError('forbidden', 'Faults are not made in production.')
}
