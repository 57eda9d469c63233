'use client'

import { type ReactNode, useMemo, useState } from 'react'
import { NO_DATA } from '../ui/format-number.ts'
import { ChartFrame } from './chart-frame.tsx'
import { type ActualPoint, type ForecastPoint, fanGeometry } from './fan-geometry.ts'
import { FanPlot } from './fan-plot.tsx'
import { FanReadout } from './fan-readout.tsx'
import { FanTable } from './fan-table.tsx'

export interface FanChartProps {
  /** What is counted and where: "New cases a day in Spain". */
  label: string
  showLabel?: boolean
  /** In the order of time. */
  actual: readonly ActualPoint[]
  /** In the order of time; may be empty. */
  forecast: readonly ForecastPoint[]
  /** "cases". */
  unit: string
  height?: number
  /** An AsOf: data as of, made at, source. */
  caption: ReactNode
}

/**
 * Actuals as a line with points, the forecast as a fan of 50 and 95 % in one hue around its median. Rendered whole on the
 * server; x is a share of the width and y is in pixels, so it fits any column without measuring, and text keeps its size.
 */
export function FanChart({ label, showLabel, actual, forecast, unit, height = 280, caption }: FanChartProps) {
  const geometry = useMemo(() => fanGeometry(actual, forecast, height), [actual, forecast, height])
  const [active, setActive] = useState<number | null>(null)

  if (!geometry) {
    return (
      <figure aria-label={label}>
        <p className="grid h-40 place-items-center rounded-md bg-sunken text-ink-3">{NO_DATA}</p>
        <figcaption className="mt-2">{caption}</figcaption>
      </figure>
    )
  }
  return (
    <ChartFrame
      label={label}
      showLabel={showLabel}
      caption={caption}
      readout={
        <FanReadout
          point={active === null ? null : geometry.points[active]}
          actual={actual}
          forecast={forecast}
          unit={unit}
        />
      }
      table={<FanTable label={label} unit={unit} actual={actual} forecast={forecast} />}
    >
      <FanPlot
        geometry={geometry}
        actual={actual}
        forecast={forecast}
        label={label}
        unit={unit}
        active={active}
        onActive={setActive}
      />
      {geometry.incomplete ? (
        <p className="mt-1.5 flex items-center gap-1.5 text-ink-3 text-sm">
          <svg aria-hidden="true" width="18" height="10" className="rounded-[2px] bg-sunken">
            <path d="M-2 12L10 -2M4 12L16 -2M10 12L22 -2" className="stroke-line-strong" strokeWidth="1" />
          </svg>
          Hatched: incomplete, more reports will come.
        </p>
      ) : null}
    </ChartFrame>
  )
}
