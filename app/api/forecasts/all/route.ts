import { listForecastsContract } from '#lib/forecasts/contracts.ts'
import { listForecasts } from '#lib/forecasts/service.ts'
import { route } from '../../_wrapper.ts'

export const GET = route(listForecastsContract, ({ query }) => listForecasts(query))
