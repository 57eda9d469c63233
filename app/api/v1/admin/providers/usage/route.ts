import { route } from '#app/api/_wrapper.ts'
import { getProviderUsage } from '#lib/providers/contract.ts'
import { getUsage } from '#lib/providers/usage-service.ts'

export const GET = route(getProviderUsage, async ({ actor }) => getUsage(actor))
