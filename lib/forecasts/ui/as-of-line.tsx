import { AsOf } from '#components/feedback/as-of.tsx'
import type { ServedForecast } from '../answers.ts'
import { providerWords } from './forecast-words.ts'

/** Where a forecast's figures come from: stands under each of them. */
export function AsOfLine({ forecast, className }: { forecast: ServedForecast; className?: string }) {
  const { data_as_of, made_at, provider, source, stale, age_days } = forecast
  return (
    <AsOf
      dataAsOf={data_as_of}
      madeAt={made_at}
      by={providerWords(provider)}
      source={{ name: source.publisher }}
      {...(source.kind === 'simulated' ? { kind: 'simulated' as const } : {})}
      {...(stale ? { stale: `The data are ${age_days} days old; after 14 days confidence is halved.` } : {})}
      className={className}
    />
  )
}
