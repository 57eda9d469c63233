import type { Metadata } from 'next'
import { parseTableState } from '#components/data-table/table-url-state.ts'
import { PageHeader } from '#components/shell/page-header.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Status } from '#components/ui/status.tsx'
import { getSummary, listForecastSummaries } from '#lib/forecasts/service.ts'
import { RISK_WORDS } from '#lib/forecasts/ui/forecast-words.ts'
import { REGION_TABLE, selectRows } from '#lib/forecasts/ui/region-rows.ts'
import { RegionTable } from '#lib/forecasts/ui/region-table.tsx'
import { openUserPage, ownSnapshot } from '../../user-page.tsx'

export const metadata: Metadata = { title: 'Forecasts' }

const LEVELS = ['RED', 'YELLOW', 'GREEN'] as const

export default async function ForecastsPage({ searchParams }: PageProps<'/forecasts'>) {
  const session = await openUserPage('/forecasts')
  const state = parseTableState(await searchParams, REGION_TABLE)
  const [all, summary, preferences] = await Promise.all([
    listForecastSummaries(),
    getSummary(),
    ownSnapshot('preferences', session),
  ])
  const { rows, total } = selectRows(all, state)
  return (
    <>
      <PageHeader
        title="Forecasts"
        description="New cases of the weeks ahead by region, each with its interval, the day of its data and its source."
        state={
          summary.ok && summary.value.regions > 0
            ? LEVELS.map((level) => (
                <Status
                  key={level}
                  tone={RISK_WORDS[level].tone}
                  look="plain"
                  title={RISK_WORDS[level].meaning}
                >
                  {summary.value.by_level[level]} {RISK_WORDS[level].word.toLowerCase()}
                </Status>
              ))
            : null
        }
        actions={
          all.length > 0 ? <ButtonLink href="/forecasts/GLOBAL">All regions together</ButtonLink> : null
        }
      />
      <RegionTable
        rows={rows}
        total={total}
        density={preferences.fields.density === 'compact' ? 'compact' : 'comfortable'}
      />
    </>
  )
}
