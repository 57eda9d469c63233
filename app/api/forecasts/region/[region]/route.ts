import { getRegionForecastContract } from '#lib/forecasts/contracts.ts'
import { getForecast } from '#lib/forecasts/service.ts'
import { route } from '../../../_wrapper.ts'

export const GET = route(getRegionForecastContract, ({ params }) => getForecast(params.region))
