import { route } from '#app/api/_wrapper.ts'
import { getHealth } from '#lib/bridge/monitor/contract.ts'
import { verifySyncStatus } from '#lib/bridge/monitor/service.ts'

export const GET = route(getHealth, async ({ actor }) => verifySyncStatus(actor))
