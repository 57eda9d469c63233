import { route } from '#app/api/_wrapper.ts'
import { getEntity } from '#lib/bridge/contract.ts'
import { getSnapshot } from '#lib/bridge/service.ts'

export const GET = route(getEntity, async ({ params, actor }) => getSnapshot(params.entity, params.id, actor))
