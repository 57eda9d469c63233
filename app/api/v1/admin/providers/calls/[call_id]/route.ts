import { route } from '#app/api/_wrapper.ts'
import { getProviderCall } from '#lib/providers/contract.ts'
import { getProof } from '#lib/providers/proof-service.ts'

export const GET = route(getProviderCall, async ({ params, actor }) => getProof(actor, params.call_id))
