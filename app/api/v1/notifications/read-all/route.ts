import { route } from '#app/api/_wrapper.ts'
import { ok } from '#lib/core/result.ts'
import { readAllNotifications as contract } from '#lib/notifications/contract.ts'
import { markAllRead } from '#lib/notifications/service.ts'

export const POST = route(contract, async ({ actor }) => ok(await markAllRead(actor)))
