import { Card } from '#components/ui/card.tsx'
import { formatDuration, formatNumber } from '#components/ui/format-number.ts'
import { Link } from '#components/ui/link.tsx'
import { Status } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import type { DebugReport } from '../../debug-contract.ts'
import { Facts } from './facts.tsx'

/** A task or an event that has waited for longer is worth a look, in ms. */
const PATIENCE_MS = 60_000
const FOLLOWER_PATIENCE_MS = 5_000

/** Background tasks by name: how many wait, run, are tried again and have been given up. */
export function QueuePanel({ queue }: { queue: DebugReport['queue'] }) {
  return (
    <Card
      title="Queue"
      description="Background tasks of all processes"
      action={
        <Link href="/admin/jobs" className="text-sm">
          Jobs
        </Link>
      }
    >
      {queue.length === 0 ? (
        <p className="text-ink-2 text-sm">Empty: nothing waits, runs or has been given up.</p>
      ) : (
        <ul aria-label="Queue" className="grid gap-2 text-sm">
          {queue.map((task) => (
            <li key={task.task} data-task={task.task}>
              <p className="flex flex-wrap justify-between gap-x-3">
                <span className="min-w-0 truncate">{task.task}</span>
                <span className="text-ink-2 tabular-nums">{queueWords(task)}</span>
              </p>
              {task.oldestMs !== null && task.oldestMs > PATIENCE_MS ? (
                <Status tone="watch" look="plain">
                  the oldest has waited for {formatDuration(task.oldestMs)}
                </Status>
              ) : null}
              {task.failed > 0 ? (
                <Status tone="bad" look="plain">
                  {formatNumber(task.failed)} given up
                </Status>
              ) : null}
              {task.lastError && (task.failed > 0 || task.retrying > 0) ? (
                <p className="text-ink-3 [overflow-wrap:anywhere]">{task.lastError}</p>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function queueWords({ waiting, running, retrying }: DebugReport['queue'][number]): string {
  const again = retrying > 0 ? ` (${formatNumber(retrying)} again)` : ''
  return `${formatNumber(waiting)} wait${again}, ${formatNumber(running)} run`
}

/** What runs by the clock. */
export function SchedulerPanel({
  scheduler,
  clock,
}: {
  scheduler: DebugReport['scheduler']
  clock: DebugReport['clock']
}) {
  const others = clock.filter(({ task }) => !scheduler.some(({ id }) => id === task))
  return (
    <Card title="Scheduler" description="What runs by the clock">
      <ul aria-label="Scheduler" className="grid gap-2 text-sm">
        {scheduler.map((job) => (
          <li key={job.id}>
            <p>{job.name}</p>
            <p className="text-ink-3">
              last {job.last_run ? <Time at={job.last_run} /> : 'never'}
              {job.last_result ? ` (${job.last_result})` : ''}, next <Time at={job.next_run} />
            </p>
          </li>
        ))}
        {others.map(({ task, lastAt }) => (
          <li key={task}>
            <p>{task}</p>
            <p className="text-ink-3">last {lastAt ? <Time at={lastAt} /> : 'not yet'}</p>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** Durable readers of the log: each event is worked on once, whatever is killed when. */
export function FollowersPanel({ followers }: { followers: DebugReport['followers'] }) {
  return (
    <Card title="Followers" description="Work on every event once, over all processes">
      {followers.length === 0 ? (
        <p className="text-ink-2 text-sm">None has begun yet.</p>
      ) : (
        <ul aria-label="Followers" className="grid gap-2 text-sm">
          {followers.map((one) => (
            <li key={one.name} data-follower={one.name}>
              <p className="flex flex-wrap justify-between gap-x-3">
                <span>{one.name}</span>
                <FollowerState follower={one} />
              </p>
              <p className="text-ink-3">
                done up to <code className="font-mono">{one.cursor}</code>, <Time at={one.movedAt} />
                {one.progress === null ? '' : ', in the middle of the next'}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function FollowerState({ follower }: { follower: DebugReport['followers'][number] }) {
  if (follower.waiting === 0) {
    return (
      <Status tone="good" look="plain">
        has done all
      </Status>
    )
  }
  const isLate = (follower.oldestMs ?? 0) > FOLLOWER_PATIENCE_MS
  return (
    <Status tone={isLate ? 'watch' : 'info'} look="plain">
      {formatNumber(follower.waiting)} wait, the oldest for {formatDuration(follower.oldestMs ?? 0)}
    </Status>
  )
}

/** Who answers AI questions, and who would. */
export function ProviderPanel({ provider }: { provider: DebugReport['provider'] }) {
  return (
    <Card
      title="AI provider lock"
      description="Exactly one answers"
      action={
        <Link href="/admin/providers" className="text-sm">
          Providers
        </Link>
      }
    >
      <Facts
        facts={[
          ['Holder', provider.holder === 'builtin' ? 'built-in engines' : provider.holder],
          ['Since', <Time key="since" at={provider.since} />],
          ['Why', provider.reason || 'no reason kept'],
          ['Failures in a row', formatNumber(provider.failuresInARow)],
          ['Epoch', formatNumber(provider.epoch)],
          ['Next in line', provider.next ?? 'none configured'],
          ...provider.configured.map(
            ({ name, healthy, coolDownUntil }) => [name, providerWords(healthy, coolDownUntil)] as const,
          ),
        ]}
      />
      {provider.exhausted ? (
        <Status tone="watch" look="plain" className="mt-2 text-sm">
          Every configured provider has failed
        </Status>
      ) : null}
    </Card>
  )
}

function providerWords(healthy: boolean | null, coolDownUntil: string | null) {
  if (coolDownUntil) {
    return (
      <>
        rests until <Time at={coolDownUntil} look="absolute" />
      </>
    )
  }
  return healthy === null ? 'not checked yet' : healthy ? 'healthy' : 'failing'
}
