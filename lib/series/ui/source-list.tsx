import { StarterLabel } from '#components/feedback/starter-label.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import { Link } from '#components/ui/link.tsx'
import { Status } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import type { SourceRow } from './rows.ts'

/** Who publishes what, under which licence, how fresh and how often wrong. */
export function SourceList({ sources }: { sources: readonly SourceRow[] }) {
  return (
    <ul className="grid gap-3 lg:grid-cols-2">
      {sources.map((source) => (
        <li
          key={source.id}
          data-source={source.id}
          className="grid min-w-0 content-start gap-2 rounded-md border bg-surface px-4 py-3.5"
        >
          <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
            <h3 className="font-semibold">{source.publisher}</h3>
            <span className="flex items-center gap-2">
              {source.kind === 'real' ? (
                <Badge tone="accent">real</Badge>
              ) : (
                <StarterLabel kind={source.kind} />
              )}
              <SourceState source={source} />
            </span>
          </div>
          <p className="text-ink-2">
            {source.address.startsWith('http') ? (
              <Link href={source.address} external>
                {source.title}
              </Link>
            ) : (
              source.title
            )}
          </p>
          <dl className="grid grid-cols-[auto_1fr_auto_1fr] gap-x-3 gap-y-1 text-sm max-sm:grid-cols-[auto_1fr]">
            <dt className="text-ink-3">Data as of</dt>
            <dd>
              {source.dataAsOf ? (
                <Time at={source.dataAsOf} look="day" />
              ) : (
                <span className="text-ink-3" title="Nothing was imported from this source yet.">
                  no data yet
                </span>
              )}
            </dd>
            <dt className="text-ink-3">Values</dt>
            <dd className="tabular-nums">{formatNumber(source.rows)}</dd>
            <dt className="text-ink-3">Last import</dt>
            <dd>{source.lastGoodAt ? <Time at={source.lastGoodAt} /> : 'never'}</dd>
            <dt className="text-ink-3">Licence</dt>
            <dd>{source.licence}</dd>
          </dl>
          {source.faults > 0 ? (
            <p className="text-watch text-sm">
              {formatNumber(source.faults)} failed {source.faults === 1 ? 'import' : 'imports'} since the last
              good one. Last: {source.lastFault}
            </p>
          ) : null}
          {source.retiredAt ? (
            <p className="text-ink-3 text-sm">
              Stepped aside for real data <Time at={source.retiredAt} />; it shows nowhere any more.
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function SourceState({ source }: { source: SourceRow }) {
  if (source.retiredAt) return <Status tone="neutral">Retired</Status>
  if (source.faults > 0) return <Status tone="watch">Last import failed</Status>
  if (!source.dataAsOf) return <Status tone="neutral">No data yet</Status>
  return <Status tone="good">In use</Status>
}
