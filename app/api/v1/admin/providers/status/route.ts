import { route } from '#app/api/_wrapper.ts'
import { getProviderStatus } from '#lib/providers/contract.ts'
import { getStatus } from '#lib/providers/service.ts'

export const GET = route(getProviderStatus, async ({ actor }) => getStatus(actor))
