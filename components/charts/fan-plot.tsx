// biome-ignore-all lint/a11y/useSemanticElements: a drawing has no fieldset
// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: the rule takes groups of a drawing for something that can take focus
// biome-ignore-all lint/a11y/noInteractiveElementToNoninteractiveRole: the same, for the points and their group
// biome-ignore-all lint/a11y/noSvgWithoutTitle: the group of points inside names the drawing
'use client'

import { clsx } from 'clsx'
import { type KeyboardEvent, type PointerEvent, useId } from 'react'
import { type ActualPoint, type FanGeometry, type ForecastPoint, nearestPoint } from './fan-geometry.ts'
import { describePoint } from './fan-words.ts'

export interface FanPlotProps {
  geometry: FanGeometry
  actual: readonly ActualPoint[]
  forecast: readonly ForecastPoint[]
  label: string
  unit: string
  active: number | null
  onActive: (index: number | null) => void
}

const AXIS = 20
/** More dots than this would hide the line. */
const MOST_DOTS = 120

function share(x: number): string {
  return `${(x / 10).toFixed(3)}%`
}

/** The drawing: value axis, plot, labels at the right end. Points take focus one at a time, by the arrow keys. */
export function FanPlot({ geometry, actual, forecast, label, unit, active, onActive }: FanPlotProps) {
  const { height, points } = geometry
  const hatch = useId()
  const at = active === null ? undefined : points[active]
  const tabStop = active ?? points.findLastIndex((point) => point.kind === 'actual')
  // The labels at the right end leave room below them for half of the last day's.
  const hasLabels = geometry.endLabels.length > 0
  const dots = points.filter((point) => point.kind === 'actual').length <= MOST_DOTS

  function onPointer(event: PointerEvent<SVGSVGElement>) {
    const box = event.currentTarget.getBoundingClientRect()
    onActive(nearestPoint(points, ((event.clientX - box.left) / box.width) * geometry.width))
  }

  function onKeyDown(event: KeyboardEvent<SVGGElement>) {
    const here = active ?? tabStop
    const to =
      event.key === 'ArrowRight'
        ? Math.min(points.length - 1, here + 1)
        : event.key === 'ArrowLeft'
          ? Math.max(0, here - 1)
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? points.length - 1
              : null
    if (to === null) return
    event.preventDefault()
    event.currentTarget.querySelector<SVGElement>(`[data-point="${to}"]`)?.focus()
  }

  return (
    <div className="flex items-start">
      <svg aria-hidden="true" height={height + AXIS} className="w-11 shrink-0 overflow-visible">
        {geometry.yTicks.map((tick) => (
          <text
            key={tick.label}
            x="100%"
            dx="-8"
            y={tick.at}
            dy="0.32em"
            textAnchor="end"
            className="fill-ink-3 text-xs"
          >
            {tick.label}
          </text>
        ))}
      </svg>
      <svg
        width="100%"
        height={height + AXIS}
        className="min-w-0 grow touch-pan-y overflow-visible"
        onPointerMove={onPointer}
        onPointerLeave={() => onActive(null)}
      >
        <defs>
          <pattern
            id={hatch}
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line x1="0" x2="0" y1="0" y2="7" strokeWidth="1.5" className="stroke-line-strong/60" />
          </pattern>
        </defs>
        {geometry.yTicks.map((tick) => (
          <line key={tick.label} x1="0" x2="100%" y1={tick.at} y2={tick.at} className="stroke-grid" />
        ))}
        {geometry.incomplete ? (
          <rect
            x={share(geometry.incomplete.from)}
            width={share(geometry.incomplete.to - geometry.incomplete.from)}
            y="16"
            height={height - 16}
            fill={`url(#${hatch})`}
          />
        ) : null}
        <svg
          aria-hidden="true"
          width="100%"
          height={height}
          viewBox={`0 0 ${geometry.width} ${height}`}
          preserveAspectRatio="none"
          className="overflow-visible"
        >
          <path d={geometry.band95} className="fill-band-95" />
          <path d={geometry.band50} className="fill-band-50" />
          <path
            d={geometry.medianLine}
            fill="none"
            strokeWidth="2"
            vectorEffect="non-scaling-stroke"
            className="stroke-series"
          />
          <path
            d={geometry.actualLine}
            fill="none"
            strokeWidth="1.5"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
            className="stroke-actual"
          />
        </svg>
        {geometry.forecastStart === null ? null : (
          <g aria-hidden="true" className="text-xs">
            <line
              x1={share(geometry.forecastStart)}
              x2={share(geometry.forecastStart)}
              y1="0"
              y2={height}
              strokeDasharray="3 3"
              className="stroke-line-strong"
            />
            <text x={share(geometry.forecastStart)} dx="-6" y="11" textAnchor="end" className="fill-ink-2">
              reported
            </text>
            <text x={share(geometry.forecastStart)} dx="6" y="11" className="fill-accent-ink">
              forecast
            </text>
          </g>
        )}
        {at ? <line x1={share(at.x)} x2={share(at.x)} y1="16" y2={height} className="stroke-ink-3" /> : null}
        <g
          role="group"
          aria-label={`${label}: ${points.length} points, arrow keys move`}
          onKeyDown={onKeyDown}
        >
          {points.map((point, index) => (
            <circle
              key={`${point.kind}${point.day}`}
              data-point={index}
              role="img"
              aria-label={describePoint(point, actual, forecast, unit)}
              tabIndex={index === tabStop ? 0 : -1}
              onFocus={() => onActive(index)}
              onBlur={() => onActive(null)}
              cx={share(point.x)}
              cy={point.y}
              r={index === active ? 4.5 : point.kind === 'actual' ? 2 : 1.75}
              className={clsx(
                'outline-none',
                point.kind === 'actual' ? 'fill-actual' : 'fill-series',
                index === active
                  ? 'stroke-2 stroke-surface'
                  : !dots && point.kind === 'actual' && 'fill-transparent',
              )}
            />
          ))}
        </g>
        <line x1="0" x2="100%" y1={height - 4} y2={height - 4} className="stroke-line-strong" />
        <g aria-hidden="true" className="text-xs">
          {geometry.xTicks.map((tick) => (
            <g key={tick.at} className={tick.minor ? 'max-sm:hidden' : undefined}>
              <line
                x1={share(tick.at)}
                x2={share(tick.at)}
                y1={height - 4}
                y2={height}
                className="stroke-line-strong"
              />
              <text
                x={share(tick.at)}
                y={height + 14}
                textAnchor={tick.at < 30 ? 'start' : tick.at > 970 && !hasLabels ? 'end' : 'middle'}
                className="fill-ink-3"
              >
                {tick.label}
              </text>
            </g>
          ))}
        </g>
      </svg>
      {hasLabels ? (
        <svg aria-hidden="true" height={height + AXIS} className="w-13 shrink-0 overflow-visible text-xs">
          {geometry.endLabels.map((end) => (
            <text
              key={end.text}
              x="7"
              y={end.y}
              dy="0.32em"
              className={end.text === 'median' ? 'fill-accent-ink font-medium' : 'fill-ink-2'}
            >
              {end.text}
            </text>
          ))}
        </svg>
      ) : null}
    </div>
  )
}
