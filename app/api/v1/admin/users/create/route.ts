import { route } from '#app/api/_wrapper.ts'
import { createUser as contract } from '#lib/accounts/contract.ts'
import { createUser } from '#lib/accounts/service.ts'

export const POST = route(contract, async ({ body, headers, actor }) =>
  createUser(actor, body, headers['idempotency-key']),
)
