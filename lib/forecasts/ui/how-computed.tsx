import { Card } from '#components/ui/card.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import type { ServedForecast } from '../answers.ts'
import { providerWords } from './forecast-words.ts'

/** The definitions behind every figure of the page. */
export function HowComputed({ forecast }: { forecast: ServedForecast }) {
  const { population, provider, horizon_days, volatility } = forecast
  const definitions: { term: string; text: string }[] = [
    {
      term: 'The forecast',
      text: `Made by ${providerWords(provider)} for ${horizon_days} days after the last day of data. The line is the median; half of what may come lies in the dark band, 95 % in the light one. The bands come from how far earlier forecasts of the same kind were off.`,
    },
    {
      term: 'Risk level',
      text: 'By new cases in seven days per 100,000 people: low under 10, high from 100 on, elevated between; the level rises early when the forecast makes the next one likely (at least even odds). Without a sourced population it is judged by growth alone.',
    },
    {
      term: 'Risk score',
      text: 'From 0 to 100, and never out of order with the level: 60 % where in its band the region stands, 25 % the chance of growth, 15 % how deadly the last week was.',
    },
    {
      term: 'Chance of an outbreak',
      text: 'The share of what may come in which the second week ahead has at least 1.25 times the cases of last week; 0 when last week had under 10.',
    },
    {
      term: 'Trend',
      text: 'Two weeks ahead against last week: rising or falling when at least 60 % of what may come is on that side, steady when the change is under 10 cases or 0.5 per 100,000.',
    },
    {
      term: 'Confidence',
      text: 'The chance that the second week ahead comes within 25 % of the median, adjusted by how earlier forecasts did; halved when the data are over 14 days old.',
    },
    {
      term: 'Volatility',
      text: `${formatNumber(volatility, 2)}: the mean change from week to week over the last eight weeks, relative to their mean.`,
    },
    {
      term: 'Population',
      text: population
        ? `${formatNumber(population.people)} people in ${population.year}, by ${population.source}.`
        : 'no data: no source with a year is known for this region.',
    },
  ]
  return (
    <Card>
      <details>
        <summary className="cursor-pointer rounded-sm font-semibold">How it was computed</summary>
        <dl className="mt-4 grid gap-4">
          {definitions.map(({ term, text }) => (
            <div key={term}>
              <dt className="font-medium">{term}</dt>
              <dd className="mt-0.5 max-w-[72ch] text-ink-2">{text}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Card>
  )
}
