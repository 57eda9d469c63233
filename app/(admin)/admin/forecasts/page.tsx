import type { Metadata } from 'next'
import { parseTableState } from '#components/data-table/table-url-state.ts'
import { PageHeader } from '#components/shell/page-header.tsx'
import { Time } from '#components/ui/time.tsx'
import { getSchedulerStatus, listForecastSummaries } from '#lib/forecasts/service.ts'
import { REGIONS_TABLE, RUNS_TABLE } from '#lib/forecasts/ui/admin/forecast-tables.ts'
import { pageOfRegions } from '#lib/forecasts/ui/admin/region-page.ts'
import { RegionsTable } from '#lib/forecasts/ui/admin/regions-table.tsx'
import { RunNow } from '#lib/forecasts/ui/admin/run-now.tsx'
import { RunsTable } from '#lib/forecasts/ui/admin/runs-table.tsx'
import { listJobs } from '#lib/jobs/service.ts'
import { openAdminPage } from '../_page.ts'
import { orFail } from '../_result.ts'
import { tableDensity } from '../_table.ts'
import { forecastsHeader } from './_header.ts'

export const metadata: Metadata = { title: 'Forecasts' }

export default async function ForecastsPage(props: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const { actor } = await openAdminPage('/admin/forecasts')
  const params = await props.searchParams
  const runs = parseTableState(params, RUNS_TABLE)
  const kind = 'forecast.run'
  const [page, running, summaries, scheduler, density] = await Promise.all([
    listJobs(actor, { kind, limit: runs.size, before: runs.cursor ?? undefined }),
    listJobs(actor, { kind, status: 'running', limit: 1 }),
    listForecastSummaries(),
    getSchedulerStatus(),
    tableDensity(),
  ])
  const regions = pageOfRegions(summaries, parseTableState(params, REGIONS_TABLE))
  const hourly = orFail(scheduler).jobs[0]
  return (
    <>
      <PageHeader
        {...forecastsHeader}
        state={
          hourly ? (
            <span>
              Next run by the clock <Time at={hourly.next_run} />
            </span>
          ) : null
        }
      />
      <div className="grid gap-6">
        <RunNow running={orFail(running).items[0] ?? null} />
        <div className="grid gap-3">
          <h2 className="font-semibold text-lg">Latest forecasts</h2>
          <RegionsTable rows={regions.rows} total={regions.total} density={density} />
        </div>
        <div className="grid gap-1">
          <h2 className="font-semibold text-lg">Runs</h2>
          <RunsTable jobs={orFail(page).items} nextCursor={orFail(page).nextCursor} density={density} />
        </div>
      </div>
    </>
  )
}
