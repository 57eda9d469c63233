import { route } from '#app/api/_wrapper.ts'
import { getProviderHistory } from '#lib/providers/contract.ts'
import { getAuditTrail } from '#lib/providers/service.ts'

export const GET = route(getProviderHistory, async ({ actor, query }) =>
  getAuditTrail(actor, query.limit, query.before),
)
