import { route } from '#app/api/_wrapper.ts'
import { getProviderHistory } from '#lib/providers/contract.ts'
import { getAuditTrail } from '#lib/providers/service.ts'

export const GET = route(getProviderHistory, async ({ query, actor }) => getAuditTrail(actor, query.limit))
