import { route } from '#app/api/_wrapper.ts'
import { runMonitor as contract } from '#lib/bridge/monitor/contract.ts'
import { runMonitor } from '#lib/bridge/monitor/service.ts'

export const POST = route(contract, async ({ body, actor }) => runMonitor(actor, body.kind))
