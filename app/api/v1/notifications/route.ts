import { route } from '#app/api/_wrapper.ts'
import { listNotifications as contract } from '#lib/notifications/contract.ts'
import { listNotifications } from '#lib/notifications/service.ts'

export const GET = route(contract, async ({ query, actor }) => listNotifications(actor, query))
