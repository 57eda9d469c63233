import { route } from '#app/api/_wrapper.ts'
import { eventTraceContract } from '#lib/bridge/debug-contract.ts'
import { readTrace } from '#lib/bridge/debug-stream.ts'

export const GET = route(eventTraceContract, ({ actor, params }) => readTrace(actor, params.event_id))
