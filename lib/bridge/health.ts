import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { countRows } from './health-repo.ts'
import { entityNamed, entityNames } from './registry.ts'
import type { Performance } from './schema.ts'
import { tracker } from './tracker.ts'

/**
 * How the bridge of this process performs, for staff. `event_bus_size` is the length of the event log and
 * `state_size` the number of synchronised rows, both of the whole database.
 */
export async function getPerformanceMetrics(actor: Actor): Promise<Result<Performance, DomainError>> {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff see how the bridge performs.'))
  const tables = [...new Set(entityNames().map((name) => entityNamed(name).table))]
  const [eventBusSize, stateSize] = await Promise.all([countRows(['event']), countRows(tables)])
  return ok({
    ...tracker().performanceMetrics({ eventBusSize, stateSize }),
    failures: tracker().failures(),
    stages: tracker().stages(),
  })
}
