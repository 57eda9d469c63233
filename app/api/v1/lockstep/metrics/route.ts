import { route } from '#app/api/_wrapper.ts'
import { getMetrics } from '#lib/bridge/contract.ts'
import { getPerformanceMetrics } from '#lib/bridge/health.ts'

export const GET = route(getMetrics, async ({ actor }) => getPerformanceMetrics(actor))
