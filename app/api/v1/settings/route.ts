import { route } from '#app/api/_wrapper.ts'
import { ok } from '#lib/core/result.ts'
import { getPublicSettings as contract } from '#lib/settings/contract.ts'
import { getPublicSettings } from '#lib/settings/service.ts'

export const GET = route(contract, async () => ok(await getPublicSettings()))
