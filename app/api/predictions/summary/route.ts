import { getSummaryContract } from '#lib/forecasts/contracts.ts'
import { getSummary } from '#lib/forecasts/service.ts'
import { route } from '../../_wrapper.ts'

export const GET = route(getSummaryContract, () => getSummary())
