import { Card } from '#components/ui/card.tsx'
import { formatBytes, formatDuration, formatNumber } from '#components/ui/format-number.ts'
import { Status } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import type { DebugReport } from '../../debug-contract.ts'
import { FollowersPanel, ProviderPanel, QueuePanel, SchedulerPanel } from './background-panels.tsx'
import { Facts } from './facts.tsx'

/** What carries the changes: relay, fence, followers, queue, scheduler, provider lock, database and processes. */
export function MachineryPanel({ report }: { report: DebugReport }) {
  const { relay, fence, database, subscribers, process, writes, cache } = report
  return (
    <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-4">
      <Card title="Relay" description="Reads the log and hands changes on">
        {relay === null ? (
          <Status tone="bad">Not running in this process</Status>
        ) : (
          <Facts
            facts={[
              ['State', <RelayState key="state" relay={relay} />],
              [
                'Stands at',
                <code key="at" className="font-mono">
                  {relay.cursor}
                </code>,
              ],
              ['Handed on', `${formatNumber(relay.relayed)} events since the start`],
              ['Last', relay.lastRelayedAt ? <Time key="last" at={relay.lastRelayedAt} /> : 'none yet'],
              ['Failed reads', formatNumber(relay.failures)],
            ]}
          />
        )}
      </Card>
      <Card title="Fence" description="Changes wait until no older transaction is open">
        <Facts
          facts={[
            ['Waiting', `${formatNumber(fence.waiting)} events`],
            ['Oldest waits', fence.waiting === 0 ? 'nothing waits' : formatDuration(fence.oldestMs)],
            [
              'Oldest open writer',
              fence.oldestWriter
                ? `${fence.oldestWriter.application} in ${fence.oldestWriter.database}, ${formatDuration(fence.oldestWriter.openMs)}`
                : 'none',
            ],
          ]}
        />
      </Card>
      <Card title="Writes" description="What the sync coordinator did since the processes began">
        <Facts
          facts={[
            ['Saved', formatNumber(writes.syncs)],
            ['Failed on our side', formatNumber(writes.failed)],
            ['Average', writes.averageMs === null ? 'no data' : formatDuration(writes.averageMs)],
            [
              'Refused',
              Object.entries(writes.failures).length === 0
                ? 'none'
                : Object.entries(writes.failures)
                    .map(([code, count]) => `${code} ${formatNumber(count)}`)
                    .join(', '),
            ],
          ]}
        />
      </Card>
      <Card title="Database" description={`Postgres ${database.version}`}>
        <Facts
          facts={[
            ['Size', formatBytes(database.sizeBytes)],
            [
              'Events in the log',
              `${formatNumber(database.events)}${database.eventsEstimated ? ' (est.)' : ''}`,
            ],
            [
              'Connections',
              `${formatNumber(database.connections)} of ${formatNumber(database.maxConnections)}, ${formatNumber(database.active)} active`,
            ],
          ]}
        />
      </Card>
      <Card title="Subscribers" description="Code of this process that reacts to events">
        {subscribers.length === 0 ? (
          <p className="text-ink-2">None has subscribed yet.</p>
        ) : (
          <ul className="grid gap-1.5">
            {subscribers.map((one) => (
              <li key={one.name} className="text-sm">
                <p className="flex justify-between gap-3">
                  <span className="min-w-0 truncate" title={one.types.join(', ')}>
                    {one.name}
                  </span>
                  <span className="text-ink-2 tabular-nums">{formatNumber(one.delivered)}</span>
                </p>
                {one.failed > 0 ? (
                  <p className="text-bad">
                    {formatNumber(one.failed)} failed: {one.lastError ?? 'no reason kept'}
                  </p>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </Card>
      <FollowersPanel followers={report.followers} />
      <QueuePanel queue={report.queue} />
      <SchedulerPanel scheduler={report.scheduler} clock={report.clock} />
      <ProviderPanel provider={report.provider} />
      <Card title="Processes" description="Seen in the last half minute">
        <ul className="grid gap-2 text-sm">
          {report.processes.map((one) => (
            <li key={one.id} data-process={one.pid}>
              <p className="flex justify-between gap-3">
                <span>
                  {one.pid}{' '}
                  <span className="text-ink-3">
                    {one.role}
                    {one.isThis ? ', this one' : ''}
                  </span>
                </span>
                <Status tone={one.relayRunning ? 'good' : 'bad'} look="plain">
                  {one.relayRunning ? 'relays' : 'stands still'}
                </Status>
              </p>
              <p className="text-ink-3 tabular-nums">
                {formatNumber(one.sockets)} pages, p95{' '}
                {one.deliveredP95 === null ? 'no data' : formatDuration(one.deliveredP95)},{' '}
                {formatBytes(one.rssBytes)}
              </p>
            </li>
          ))}
        </ul>
        {report.processes.length === 0 ? <p className="text-ink-2">None has told of itself yet.</p> : null}
      </Card>
      <Card title="Memory of the bridge" description="What is read once for many">
        <Facts
          facts={[
            [
              'Entities',
              `${formatNumber(cache.entities)}, ${formatBytes(cache.bytes)} of ${formatBytes(cache.keptBytes)}`,
            ],
            [
              'Answered from it',
              cache.hits + cache.misses === 0
                ? 'nothing asked yet'
                : `${formatNumber(cache.hits)} of ${formatNumber(cache.hits + cache.misses)}`,
            ],
            ['State', cache.following ? 'follows the log' : 'stands aside'],
            ['Events for who comes back', formatNumber(cache.recentEvents)],
          ]}
        />
      </Card>
      <Card title="This process" description="Relay, memory and subscribers are its own">
        <Facts
          facts={[
            ['Process', `${process.pid}, Node ${process.node.replace('v', '')}`],
            ['Watching since', <Time key="since" at={process.startedAt} />],
            ['Memory', `${formatBytes(process.rssBytes)}, heap ${formatBytes(process.heapBytes)}`],
          ]}
        />
      </Card>
    </div>
  )
}

function RelayState({ relay }: { relay: NonNullable<DebugReport['relay']> }) {
  if (!relay.running) return <Status tone="bad">Stopped</Status>
  if (relay.lastError) return <Status tone="watch">Failing: {relay.lastError}</Status>
  return (
    <Status tone="good" look="plain">
      Running
    </Status>
  )
}
