import { openApi } from '#app/api/_contracts.ts'
import { route } from '#app/api/_wrapper.ts'
import { ok } from '#lib/core/result.ts'
import { getOpenApi } from '#lib/platform/http/operations-contract.ts'

export const GET = route(getOpenApi, async () => ok({ ...openApi() }))
