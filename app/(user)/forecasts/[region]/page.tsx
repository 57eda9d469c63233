import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { FLAGS } from '#lib/forecasts/schema.ts'
import { getChart } from '#lib/forecasts/service.ts'
import { RegionView } from '#lib/forecasts/ui/region-view.tsx'
import { SOURCES } from '#lib/series/sources.ts'
import { openUserPage, ownSnapshot } from '../../user-page.tsx'
import { askedRegion, spoken } from '../asked-region.ts'

export async function generateMetadata({ params }: PageProps<'/forecasts/[region]'>): Promise<Metadata> {
  const region = await askedRegion(spoken((await params).region))
  return { title: region ? `Forecast of ${region.name}` : 'Region not found' }
}

export default async function RegionPage({ params, searchParams }: PageProps<'/forecasts/[region]'>) {
  const query = spoken((await params).region)
  const session = await openUserPage(`/forecasts/${encodeURIComponent(query)}`)
  const region = await askedRegion(query)
  if (!region) notFound()
  const [chart, preferences, { view }] = await Promise.all([
    getChart(region.code),
    ownSnapshot('preferences', session),
    searchParams,
  ])
  const trace = Object.fromEntries(
    SOURCES.map(({ id, title, licence, address }) => [id, { title, licence, address }]),
  )
  return (
    <RegionView
      key={region.code}
      code={region.code}
      name={region.name}
      initial={chart.ok ? chart.value : null}
      missing={chart.ok ? null : lowerFirst(chart.error.message)}
      flagWords={FLAGS}
      trace={trace}
      timeZone={String(preferences.fields.timeZone ?? 'UTC')}
      view={view === 'cumulative' ? 'cumulative' : 'weekly'}
    />
  )
}

/** A sentence that goes on after "because". */
function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
