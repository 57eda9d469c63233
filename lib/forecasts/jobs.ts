import 'server-only'
import { defineJob } from '#lib/jobs/definition.ts'
import { orThrow, seedStarterSeries } from '#lib/series/service.ts'
import { runForecasts } from './run.ts'
import { forecastRunPayloadSchema } from './schema.ts'

/** Makes the forecasts that new data call for. Safe at any time and any number of times. */
export const forecastRunJob = defineJob({
  kind: 'forecast.run',
  payload: forecastRunPayloadSchema,
  async run(payload, context) {
    // The simulation is the one source that can be fetched without a network: it grows by the day.
    if (payload.trigger === 'schedule') await seedStarterSeries()
    return orThrow(
      await runForecasts(
        { ...payload, requestedBy: context.requestedBy },
        { runId: context.runId, signal: context.signal, progress: (progress) => context.progress(progress) },
      ),
    )
  },
})

/** Every kind of background work of this domain. */
export const forecastJobs = [forecastRunJob]
