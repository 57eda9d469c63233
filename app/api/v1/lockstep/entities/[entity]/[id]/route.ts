import { route } from '#app/api/_wrapper.ts'
import { getEntity } from '#lib/bridge/contract.ts'
import { getCachedSnapshot } from '#lib/bridge/service.ts'

export const GET = route(getEntity, async ({ params, query, actor }) =>
  getCachedSnapshot(params.entity, params.id, actor, query.atLeast),
)
