import { route } from '#app/api/_wrapper.ts'
import { getProfile } from '#lib/accounts/contract.ts'
import { getPerson } from '#lib/accounts/service.ts'

export const GET = route(getProfile, async ({ params, actor }) => getPerson(actor, params.user_id))
