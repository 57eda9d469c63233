import { route } from '#app/api/_wrapper.ts'
import { readDebugReport } from '#lib/bridge/debug.ts'
import { lockstepDebugContract } from '#lib/bridge/debug-contract.ts'

export const GET = route(lockstepDebugContract, ({ actor }) => readDebugReport(actor))
