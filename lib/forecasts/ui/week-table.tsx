import { Card } from '#components/ui/card.tsx'
import { formatDay } from '#components/ui/format-time.ts'
import { Num } from '#components/ui/number.tsx'
import type { ServedForecast } from '../answers.ts'
import type { Bands } from '../schema.ts'
import { dayAfter } from './chart-points.ts'

/** The weeks ahead as numbers: median with the 95 % interval. */
export function WeekTable({ forecast }: { forecast: ServedForecast }) {
  const { cases, deaths } = forecast.intervals
  return (
    <Card title="The weeks ahead" description="Median with the 95 % interval; all are estimates.">
      <table className="w-full text-sm">
        <thead>
          <tr className="text-ink-3">
            <th scope="col" className="pb-1.5 text-left font-medium">
              Week to
            </th>
            <th scope="col" className="pb-1.5 text-right font-medium">
              New cases
            </th>
            {deaths ? (
              <th scope="col" className="pb-1.5 pl-3 text-right font-medium">
                New deaths
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {cases.weekly.at.map((ahead, week) => (
            <tr key={ahead} className="border-t">
              <th scope="row" className="whitespace-nowrap py-2 pr-3 text-left align-top font-normal">
                {formatDay(dayAfter(forecast.data_as_of, ahead))}
              </th>
              <Cell bands={cases.weekly} week={week} />
              {deaths ? <Cell bands={deaths.weekly} week={week} /> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

function Cell({ bands, week }: { bands: Bands; week: number }) {
  return (
    <td className="py-2 pl-3 text-right align-top">
      <Num
        value={bands.median[week]}
        low={bands.lower95[week]}
        high={bands.upper95[week]}
        className="grid justify-items-end"
      />
    </td>
  )
}
