import { route } from '#app/api/_wrapper.ts'
import { listProviderCalls } from '#lib/providers/contract.ts'
import { listCalls } from '#lib/providers/proof-service.ts'

export const GET = route(listProviderCalls, async ({ actor, query }) => listCalls(actor, query))
