import { route } from '#app/api/_wrapper.ts'
import { listMonitorRuns as contract } from '#lib/bridge/monitor/contract.ts'
import { listMonitorRuns } from '#lib/bridge/monitor/service.ts'

export const GET = route(contract, async ({ query, actor }) => listMonitorRuns(actor, query.limit))
