import { route } from '#app/api/_wrapper.ts'
import { verifyProviderTrail } from '#lib/providers/contract.ts'
import { verifyTrail } from '#lib/providers/service.ts'

export const GET = route(verifyProviderTrail, async ({ actor }) => verifyTrail(actor))
