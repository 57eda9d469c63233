import { route } from '#app/api/_wrapper.ts'
import { repairMismatch as contract } from '#lib/bridge/monitor/contract.ts'
import { repairMismatch } from '#lib/bridge/monitor/service.ts'

export const POST = route(contract, async ({ params, actor }) => repairMismatch(actor, params.mismatch_id))
