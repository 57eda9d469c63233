import { route } from '#app/api/_wrapper.ts'
import { listUsers as contract } from '#lib/accounts/contract.ts'
import { listUsers } from '#lib/accounts/service.ts'

export const GET = route(contract, async ({ query, actor }) => listUsers(actor, query))
