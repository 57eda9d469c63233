import { route } from '#app/api/_wrapper.ts'
import { updateSettings as contract } from '#lib/settings/contract.ts'
import { updateSettings } from '#lib/settings/service.ts'

export const PUT = route(contract, async ({ body, headers, actor }) =>
  updateSettings(actor, { ...body, idempotencyKey: body.idempotencyKey ?? headers['idempotency-key'] }),
)
