'use server'

import { requireActor } from '#lib/accounts/session.ts'
import type { DomainError } from '#lib/core/errors.ts'
import { ok, type Result } from '#lib/core/result.ts'
import type { Refusal } from './schema.ts'
import * as service from './service.ts'

const PAGE = 100

/** The next refused lines of an import after the first `skip`, in the order of the file. */
export async function readRefusals(importId: string, skip: number): Promise<Result<Refusal[], DomainError>> {
  const actor = await requireActor('admin')
  if (!actor.ok) return actor
  const after = Number.isInteger(skip) && skip >= 0 ? skip - 1 : -1
  const page = await service.listRefusals(actor.value, String(importId), { after, limit: PAGE })
  if (!page.ok) return page
  return ok(page.value.map(({ line, code, reason, excerpt }) => ({ line, code, reason, excerpt }) as Refusal))
}
