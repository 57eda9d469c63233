import { route } from '#app/api/_wrapper.ts'
import { getSettings as contract } from '#lib/settings/contract.ts'
import { getSettings } from '#lib/settings/service.ts'

export const GET = route(contract, async ({ actor }) => getSettings(actor))
