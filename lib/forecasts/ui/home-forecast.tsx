'use client'

import { Changed } from '#components/feedback/changed-by.tsx'
import { NotYet } from '#components/feedback/not-yet.tsx'
import { Card } from '#components/ui/card.tsx'
import { formatDay } from '#components/ui/format-time.ts'
import { Link } from '#components/ui/link.tsx'
import { Num } from '#components/ui/number.tsx'
import type { PreferenceFields } from '#lib/accounts/ui/record.ts'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import type { RegionChart } from '../answers.ts'
import { AsOfLine } from './as-of-line.tsx'
import { dayAfter } from './chart-points.ts'
import { type RegionOption, RegionPicker } from './region-picker.tsx'
import { RiskStatus, TrendStatus } from './risk-status.tsx'
import { useRegionChart } from './use-region-chart.ts'

/** The forecast of where the person lives, or the question where that is. */
export function HomeForecast(props: {
  preferences: Snapshot
  regions: readonly RegionOption[]
  /** The region that was home when the page was drawn, and its chart then. */
  drawn: { code: string; chart: RegionChart | null }
}) {
  const view = useEntity<PreferenceFields>('preferences', props.preferences.id, props.preferences)
  const home = view.fields.homeRegion
  const picker = <RegionPicker view={view} regions={props.regions} />
  if (home === '') {
    return (
      <Card title="Forecast where you live">
        <NotYet
          bare
          title="Forecast where you live"
          because={
            props.regions.length > 0 ? 'you have not said where that is.' : 'there is no data of any region.'
          }
        />
        {props.regions.length > 0 ? <div className="mt-4">{picker}</div> : null}
      </Card>
    )
  }
  const initial = props.drawn.code === home ? props.drawn.chart : undefined
  return <Chosen key={home} code={home} initial={initial} regions={props.regions} picker={picker} />
}

function Chosen(props: {
  code: string
  initial: RegionChart | null | undefined
  regions: readonly RegionOption[]
  picker: React.ReactNode
}) {
  const { chart, fetching, openedAt } = useRegionChart(props.code, props.initial)
  const name =
    chart?.region_name ?? props.regions.find(({ value }) => value === props.code)?.label ?? props.code
  const forecast = chart?.forecast
  const weeks = forecast?.intervals.cases.weekly
  return (
    <Card
      title={`Forecast where you live: ${name}`}
      action={<Link href={`/forecasts/${encodeURIComponent(props.code)}`}>Open</Link>}
    >
      {forecast && weeks ? (
        <Changed version={forecast.version} firstVersion={openedAt} className="block">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <RiskStatus level={forecast.risk_level} />
            <TrendStatus trend={forecast.trend} />
          </div>
          <dl className="mt-4 grid gap-x-8 gap-y-3 sm:grid-cols-2">
            <div>
              <dt className="text-ink-3 text-sm">
                New cases, week to {formatDay(forecast.data_as_of)}
                {chart.actual.at(-1)?.incomplete ? ', incomplete' : ''}
              </dt>
              <dd className="font-semibold text-xl">
                <Num value={forecast.last_week_cases} />
              </dd>
            </div>
            <div>
              <dt className="text-ink-3 text-sm">
                Expected, week to {formatDay(dayAfter(forecast.data_as_of, 14))} (95 %)
              </dt>
              <dd className="font-semibold text-xl">
                <Num value={weeks.median[1]} low={weeks.lower95[1]} high={weeks.upper95[1]} estimate />
              </dd>
            </div>
          </dl>
          <AsOfLine forecast={forecast} className="mt-4" />
        </Changed>
      ) : fetching ? (
        <p className="text-ink-3">Reading the forecast …</p>
      ) : (
        <NotYet
          bare
          title="Forecast"
          because={`no source has data on ${name}, or no run has made a forecast of them. It appears here as soon as one has.`}
        />
      )}
      <details className="mt-4">
        <summary className="w-fit cursor-pointer rounded-sm text-ink-3 text-sm hover:text-ink">
          Choose another region
        </summary>
        <div className="mt-2">{props.picker}</div>
      </details>
    </Card>
  )
}
