import { getGlobalForecastContract } from '#lib/forecasts/contracts.ts'
import { getGlobal } from '#lib/forecasts/service.ts'
import { route } from '../../_wrapper.ts'

export const GET = route(getGlobalForecastContract, () => getGlobal())
