import { formatNumber, formatPercent } from '#components/ui/format-number.ts'
import { formatDay } from '#components/ui/format-time.ts'
import { Num } from '#components/ui/number.tsx'
import { StatTile } from '#components/ui/stat-tile.tsx'
import type { ServedForecast } from '../answers.ts'
import { dayAfter } from './chart-points.ts'
import { isProven, RISK_WORDS } from './forecast-words.ts'

/**
 * The four figures that say most, each with what it means.
 *
 * @param incomplete more reports of the last day of data will come
 */
export function FactTiles({ forecast, incomplete }: { forecast: ServedForecast; incomplete: boolean }) {
  const {
    risk_level,
    risk_score,
    outbreak_probability,
    confidence_score,
    last_week_cases,
    rate_per_100k,
    data_as_of,
  } = forecast
  const { tone, word } = RISK_WORDS[risk_level]
  const proven = isProven(forecast.flags)
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
      <StatTile
        label="Risk score"
        value={formatNumber(risk_score, 0)}
        unit="of 100"
        state={{ tone, word: `${word} (${risk_level.toLowerCase()})` }}
      />
      <StatTile
        label={`New cases, week to ${formatDay(data_as_of)}`}
        value={<Num value={last_week_cases} />}
        note={`${incomplete ? 'So far, the last day is incomplete. ' : ''}${
          rate_per_100k === null
            ? 'Per 100,000 people: no data, because the population has no source.'
            : `${formatNumber(rate_per_100k, 1)} per 100,000 people`
        }`}
      />
      <StatTile
        label="Chance of an outbreak"
        value={formatPercent(outbreak_probability)}
        note={`est. · that the week to ${formatDay(dayAfter(data_as_of, 14))} has at least 25 % more cases`}
      />
      <StatTile
        label="Confidence"
        value={proven ? formatPercent(confidence_score) : 'Unproven'}
        note={
          proven
            ? `est. · that the week to ${formatDay(dayAfter(data_as_of, 14))} comes within 25 % of the forecast`
            : `Claims ${formatPercent(confidence_score)}, but no past forecast of it could be checked here.`
        }
      />
    </div>
  )
}
