import { route } from '#app/api/_wrapper.ts'
import { listEvents as contract } from '#lib/bridge/contract.ts'
import { listEvents } from '#lib/bridge/service.ts'

export const GET = route(contract, async ({ query, actor }) => listEvents(actor, query))
