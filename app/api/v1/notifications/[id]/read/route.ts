import { route } from '#app/api/_wrapper.ts'
import { readNotification as contract } from '#lib/notifications/contract.ts'
import { markRead } from '#lib/notifications/service.ts'

export const POST = route(contract, async ({ params, actor }) => markRead(actor, params.id))
