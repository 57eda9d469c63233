'use client'

import { useState } from 'react'
import { FanChart } from '#components/charts/fan-chart.tsx'
import { Changed } from '#components/feedback/changed-by.tsx'
import { NotYet } from '#components/feedback/not-yet.tsx'
import { StarterLabel } from '#components/feedback/starter-label.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Card } from '#components/ui/card.tsx'
import { Time } from '#components/ui/time.tsx'
import type { RegionChart } from '../answers.ts'
import { AsOfLine } from './as-of-line.tsx'
import { type ChartMetric, type ChartView, metricPoints } from './chart-points.ts'
import { FactTiles } from './fact-tiles.tsx'
import { HowComputed } from './how-computed.tsx'
import { RiskStatus, TrendStatus } from './risk-status.tsx'
import { type TraceFacts, TraceList } from './trace-list.tsx'
import { useRegionChart } from './use-region-chart.ts'
import { ViewSwitch } from './view-switch.tsx'
import { WeekTable } from './week-table.tsx'

export interface RegionViewProps {
  code: string
  name: string
  initial: RegionChart | null
  /** Why there is nothing yet and what would bring it. */
  missing: string | null
  /** What each flag means, by name. */
  flagWords: Readonly<Record<string, string>>
  trace: TraceFacts
  timeZone: string
  view: ChartView
}

const LABELS: Record<ChartMetric, Record<ChartView, string>> = {
  cases: { weekly: 'New cases a week', cumulative: 'Cases since the beginning' },
  deaths: { weekly: 'New deaths a week', cumulative: 'Deaths since the beginning' },
}

/** A region's forecast: what is the state, how sure is that, where does it come from. Live. */
export function RegionView(props: RegionViewProps) {
  const { code, flagWords, timeZone } = props
  const { chart, fetching, error, openedAt } = useRegionChart(code, props.initial)
  const [view, setView] = useState(props.view)
  const name = chart?.region_name ?? props.name

  if (!chart) {
    return (
      <>
        <PageHeader title={name} up={{ href: '/forecasts', label: 'Forecasts' }} />
        <NotYet
          title={`Forecast of ${name}`}
          because={
            <>
              {props.missing ?? 'there is no data.'} This page shows the forecast as soon as it is made; you
              need not reload.
            </>
          }
        />
      </>
    )
  }

  const { forecast } = chart
  const simulated = forecast.source.kind === 'simulated'
  return (
    <>
      <PageHeader
        title={name}
        up={{ href: '/forecasts', label: 'Forecasts' }}
        state={
          <>
            <Changed
              version={forecast.version}
              firstVersion={openedAt}
              className="inline-flex flex-wrap gap-x-3"
            >
              <RiskStatus level={forecast.risk_level} />
              <TrendStatus trend={forecast.trend} />
            </Changed>
            {simulated ? <StarterLabel kind="simulated" /> : null}
            <span role="status" className="text-ink-3 text-sm">
              {fetching ? (
                'a newer forecast is on its way …'
              ) : forecast.version > openedAt && openedAt > 0 ? (
                <>
                  new forecast · <Time at={forecast.made_at} timeZone={timeZone} />
                </>
              ) : null}
            </span>
          </>
        }
      />
      {error && !fetching ? (
        <Banner tone="watch" title="A newer forecast could not be read" className="mb-5" live="polite">
          The one below is from before. It is tried again with the next one; reloading the page tries at once.
        </Banner>
      ) : null}
      <FactTiles forecast={forecast} incomplete={chart.actual.at(-1)?.incomplete ?? false} />
      <div className="mt-6 grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 content-start gap-6">
          <MetricCard chart={chart} metric="cases" view={view} name={name}>
            <ViewSwitch view={view} onView={setView} />
          </MetricCard>
          <MetricCard chart={chart} metric="deaths" view={view} name={name} />
          <HowComputed forecast={forecast} />
        </div>
        <div className="grid min-w-0 content-start gap-6">
          <WeekTable forecast={forecast} />
          <Card title="What to know about it">
            {forecast.flags.length > 0 ? (
              <ul className="grid gap-2.5">
                {forecast.flags.map((flag) => (
                  <li key={flag} className="text-ink-2">
                    {flagWords[flag] ?? flag}
                  </li>
                ))}
              </ul>
            ) : (
              <p className="text-ink-2">Nothing unusual about the data or the forecast.</p>
            )}
          </Card>
          <TraceList forecast={forecast} facts={props.trace} timeZone={timeZone} />
        </div>
      </div>
    </>
  )
}

function MetricCard(props: {
  chart: RegionChart
  metric: ChartMetric
  view: ChartView
  name: string
  children?: React.ReactNode
}) {
  const { chart, metric, view } = props
  const points = metricPoints(chart, metric, view)
  const label = LABELS[metric][view]
  if (!points) {
    return (
      <Card title={label}>
        <NotYet
          bare
          title={label}
          because={
            chart.forecast.flags.includes('no-deaths-data')
              ? `no source has ${metric} for this region.`
              : `the provider gave no forecast of ${metric}.`
          }
        />
      </Card>
    )
  }
  return (
    <Card title={label} action={props.children}>
      <FanChart
        label={`${label} in ${props.name}`}
        actual={points.actual}
        forecast={points.forecast}
        unit={metric}
        caption={<AsOfLine forecast={chart.forecast} />}
      />
    </Card>
  )
}
