import 'server-only'
import { headers } from 'next/headers'
import type { Actor } from '#lib/core/actor.ts'
import type { DomainError } from '#lib/core/errors.ts'
import type { Result } from '#lib/core/result.ts'
import { requestIdOf } from '#lib/platform/http/request.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import { recordAction } from './service.ts'

/** What was done through a page: `portal.verb-thing`, and to what, as `entity/id`. */
type PageAction = { actor: Actor; action: string; target: string }

/** Does what a server action is for and records how it ended: done, refused with a code, or failed. */
export async function audited<T>(
  entry: PageAction,
  work: () => Promise<Result<T, DomainError>>,
): Promise<Result<T, DomainError>> {
  try {
    const result = await work()
    await note(entry, result.ok ? 'done' : result.error.code)
    return result
  } catch (cause) {
    await note(entry, 'failed')
    throw cause
  }
}

/** Records what has been done already. That it could not be recorded is logged; it does not undo what was done. */
export async function note(entry: PageAction, outcome: string): Promise<void> {
  const requestId = requestIdOf(await headers())
  try {
    await recordAction({ ...entry, target: entry.target.slice(0, 200), outcome, requestId })
  } catch (cause) {
    const { actor, action, target } = entry
    log.error(
      { err: cause, actorId: actor.id, action, target, outcome, requestId },
      'an action was not audited',
    )
  }
}
