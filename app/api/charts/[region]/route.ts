import { getChartContract } from '#lib/forecasts/contracts.ts'
import { getChart } from '#lib/forecasts/service.ts'
import { route } from '../../_wrapper.ts'

export const GET = route(getChartContract, ({ params }) => getChart(params.region))
