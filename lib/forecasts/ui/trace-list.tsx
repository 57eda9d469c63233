import { CopyText } from '#components/feedback/copy-text.tsx'
import { StarterLabel } from '#components/feedback/starter-label.tsx'
import { Card } from '#components/ui/card.tsx'
import { Link } from '#components/ui/link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ServedForecast } from '../answers.ts'
import { providerWords } from './forecast-words.ts'

/** What is known of a source beyond its name, by the source's id. */
export type TraceFacts = Readonly<Record<string, { title: string; licence: string; address: string }>>

/** From the publisher to this page: every step with its name and time. */
export function TraceList(props: { forecast: ServedForecast; facts: TraceFacts; timeZone: string }) {
  const { source, run_id, made_at, data_as_of, provider, version } = props.forecast
  const facts = props.facts[source.source_id]
  return (
    <Card title="Where it comes from" id="trace">
      <ol className="grid gap-4 border-l-2 pl-5">
        <Step title="Source">
          <p className="flex flex-wrap items-center gap-x-2">
            {source.publisher}
            {source.kind === 'simulated' ? <StarterLabel kind="simulated" /> : null}
          </p>
          {facts ? (
            <p className="text-ink-3 text-sm">
              {facts.address.startsWith('https:') ? (
                <Link href={facts.address} external>
                  {facts.title}
                </Link>
              ) : (
                facts.title
              )}{' '}
              · licence {facts.licence}
            </p>
          ) : null}
        </Step>
        <Step title="Import">
          {source.import_id ? (
            <p className="text-sm">
              <CopyText text={source.import_id} />
            </p>
          ) : (
            <p className="text-ink-2">Several: this is a sum of regions, each with an import of its own.</p>
          )}
          <p className="text-ink-3 text-sm">
            Last day of data: <Time at={data_as_of} look="day" />
          </p>
        </Step>
        <Step title="Forecast run">
          <p className="text-sm">
            <CopyText text={run_id} />
          </p>
          <p className="text-ink-3 text-sm">
            By {providerWords(provider)} · <Time at={made_at} look="absolute" timeZone={props.timeZone} />
          </p>
        </Step>
        <Step title="This page">
          <p className="text-ink-2">Version {version} of the region’s forecast.</p>
        </Step>
      </ol>
    </Card>
  )
}

function Step({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <li className="relative min-w-0 before:absolute before:top-2 before:-left-[1.62rem] before:size-2.5 before:rounded-full before:border-2 before:border-accent before:bg-surface">
      <p className="font-medium">{title}</p>
      {children}
    </li>
  )
}
