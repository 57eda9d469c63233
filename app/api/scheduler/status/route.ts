import { getSchedulerStatusContract } from '#lib/forecasts/contracts.ts'
import { getSchedulerStatus } from '#lib/forecasts/service.ts'
import { route } from '../../_wrapper.ts'

export const GET = route(getSchedulerStatusContract, () => getSchedulerStatus())
