import { route } from '#app/api/_wrapper.ts'
import { checkProviders as contract } from '#lib/providers/contract.ts'
import { checkProviders } from '#lib/providers/service.ts'

export const POST = route(contract, async ({ actor, body }) => checkProviders(actor, body.provider))
