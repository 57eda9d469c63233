import type { Metadata } from 'next'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { NotYet } from '#components/feedback/not-yet.tsx'
import { StarterLabel } from '#components/feedback/starter-label.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { formatDuration, formatNumber } from '#components/ui/format-number.ts'
import { Link } from '#components/ui/link.tsx'
import { Num } from '#components/ui/number.tsx'
import { StatTile } from '#components/ui/stat-tile.tsx'
import { Status, ToneIcon, toneText } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import { alertTitle } from '#lib/bridge/ui/debug/alert-words.ts'
import { fieldWords, valueWords } from '#lib/bridge/ui/field-words.ts'
import { providerName } from '#lib/providers/ui/provider-words.ts'
import { type Overview, readOverview } from './_overview.ts'
import { OverviewRefresher } from './_overview-refresher.tsx'
import { openAdminPage } from './_page.ts'

export const metadata: Metadata = { title: 'Overview' }

export default async function OverviewPage() {
  const { actor } = await openAdminPage('/admin')
  const facts = await readOverview(actor)
  return (
    <>
      <OverviewRefresher />
      <PageHeader
        title="Overview"
        state={<Status tone={facts.verdict.tone}>{facts.verdict.title}</Status>}
        description={facts.verdict.why}
      />
      <div className="grid gap-6">
        <Needs needs={facts.needs} />
        <section aria-label="Figures" className="grid grid-cols-2 gap-3 xl:grid-cols-5">
          <BridgeTiles facts={facts} />
          <PeopleTiles facts={facts} />
          <WatchTiles facts={facts} />
          <WorkTiles facts={facts} />
        </section>
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="grid content-start gap-4">
            <Sources sources={facts.sources} />
            <Risks forecasts={facts.forecasts} />
            <NotYet
              title="Tokens and billing"
              because="plans are given by staff and nothing is charged yet."
            />
          </div>
          <Conflicts conflicts={facts.conflicts} />
        </div>
      </div>
    </>
  )
}

function Needs({ needs }: { needs: Overview['needs'] }) {
  return (
    <Card title="What needs a person" flush>
      {needs.length === 0 ? (
        <EmptyState title="Nothing" className="pb-6">
          Everything runs by itself at the moment.
        </EmptyState>
      ) : (
        <ul className="divide-y border-t">
          {needs.map((need) => (
            <li
              key={need.id}
              data-need={need.id}
              className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5"
            >
              <div className="flex min-w-0 flex-1 basis-64 items-start gap-2.5">
                <ToneIcon tone={need.tone} className={`mt-0.5 ${toneText[need.tone]}`} />
                <div className="min-w-0">
                  <p className="font-medium">{need.title}</p>
                  <p className="line-clamp-2 text-ink-2 text-sm">{need.why}</p>
                </div>
              </div>
              <ButtonLink href={need.href} size="sm">
                {need.action}
              </ButtonLink>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

const HEALTH_TONE = { EXCELLENT: 'good', GOOD: 'good', WARNING: 'watch', CRITICAL: 'bad' } as const

function BridgeTiles({ facts: { bridge } }: { facts: Overview }) {
  const { health, deliveredP95, deliveries, targetMs, sockets } = bridge
  return (
    <>
      <StatTile
        label="Health of both portals"
        href="/admin/debug"
        value={health.charAt(0) + health.slice(1).toLowerCase()}
        state={{ tone: HEALTH_TONE[health], word: 'over the last five minutes' }}
        note="Share of writes that succeeded, and their speed"
      />
      <StatTile
        label="Change on the other side"
        href="/admin/debug"
        value={
          deliveredP95 === null ? (
            <Num value={null} reason="No change was delivered in the last minutes." />
          ) : (
            formatDuration(deliveredP95)
          )
        }
        unit={deliveredP95 === null ? undefined : 'p95'}
        state={
          deliveredP95 === null
            ? undefined
            : deliveredP95 > targetMs
              ? { tone: 'watch', word: `over the promise of ${targetMs} ms` }
              : { tone: 'good', word: `within the promise of ${targetMs} ms` }
        }
        note={`${formatNumber(deliveries)} deliveries in the last minutes`}
      />
      <StatTile
        label="Open pages"
        href="/admin/debug"
        value={<Num value={sockets.admin + sockets.user} />}
        note={`${formatNumber(sockets.user)} of users, ${formatNumber(sockets.admin)} of staff, in this process`}
      />
    </>
  )
}

function WatchTiles({ facts: { openAlerts, consistency } }: { facts: Overview }) {
  const { status, at, mismatches } = consistency
  return (
    <>
      <StatTile
        label="Alerts"
        href="/admin/debug"
        value={<Num value={openAlerts.length} />}
        unit="open"
        state={
          openAlerts.length === 0
            ? { tone: 'good', word: 'nothing to tell' }
            : {
                tone: openAlerts.some(({ severity }) => severity === 'bad') ? 'bad' : 'watch',
                word: openAlerts.map(({ metric }) => alertTitle(metric)).join('; '),
              }
        }
        note="Rules watch the figures of all processes"
      />
      <StatTile
        label="Consistency check"
        href="/admin/debug"
        value={<Num value={status === null ? null : mismatches} reason="The monitor has not looked yet." />}
        unit={status === null ? undefined : mismatches === 1 ? 'mismatch' : 'mismatches'}
        state={
          status === null
            ? undefined
            : mismatches > 0
              ? { tone: 'bad', word: 'something tells otherwise' }
              : status === 'failed'
                ? { tone: 'watch', word: 'the last look did not finish' }
                : { tone: 'good', word: 'all tell the same' }
        }
        note={
          at === null ? (
            'The monitor has not compared log, memory and pages with the database yet'
          ) : (
            <>
              Log, memory and pages against the database, <Time at={at} />
            </>
          )
        }
      />
    </>
  )
}

function PeopleTiles({ facts: { people, conflicts, mails } }: { facts: Overview }) {
  return (
    <>
      <StatTile
        label="People"
        href="/admin/users"
        value={<Num value={people.all} />}
        note={`${formatNumber(people.users)} ${people.users === 1 ? 'user' : 'users'}, ${formatNumber(people.admins)} staff; ${formatNumber(people.active)} active, ${formatNumber(people.suspended)} suspended`}
      />
      <StatTile
        label="Conflicts"
        href="/admin/conflicts"
        value={<Num value={conflicts.count} />}
        unit="in 24 h"
        note="Decided by a rule, both values kept"
      />
      <StatTile
        label="Mails held"
        href="/admin/outbox?status=held"
        value={<Num value={mails.held} />}
        note={`${formatNumber(mails.sent)} sent, ${formatNumber(mails.queued)} waiting, ${formatNumber(mails.failed)} failed`}
      />
    </>
  )
}

function WorkTiles({ facts: { jobs, provider } }: { facts: Overview }) {
  const { running, queued, failedLately, atLeast } = jobs
  return (
    <>
      <StatTile
        label="Jobs"
        href="/admin/jobs"
        value={<Num value={running} />}
        unit={running === 1 ? 'runs' : 'run'}
        state={
          failedLately > 0
            ? { tone: 'bad', word: `${formatNumber(failedLately)} failed in 24 h` }
            : { tone: 'good', word: 'none failed in 24 h' }
        }
        note={`${formatNumber(queued)} waiting${atLeast ? '; counts stop at 100' : ''}`}
      />
      <StatTile
        label="AI answers come from"
        href="/admin/providers"
        value={<span className="text-xl">{providerName(provider.holder)}</span>}
        note={
          <>
            Epoch {provider.epoch}, since <Time at={provider.since} />
          </>
        }
      />
    </>
  )
}

function Sources({ sources }: { sources: Overview['sources'] }) {
  return (
    <Card
      title="Data sources"
      action={
        <Link href="/admin/data" className="text-sm">
          Manage
        </Link>
      }
    >
      <ul className="grid gap-2.5">
        {sources.map((source) => (
          <li key={source.id} className="flex flex-wrap items-baseline justify-between gap-x-3">
            <span className="min-w-0">
              {source.publisher} {source.kind === 'real' ? null : <StarterLabel kind={source.kind} />}
            </span>
            <span className="text-ink-2 text-sm">
              {source.retiredAt ? (
                'retired'
              ) : source.dataAsOf ? (
                <>
                  as of <Time at={source.dataAsOf} look="day" />
                </>
              ) : (
                <span className="text-ink-3">no data yet</span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Risks({ forecasts }: { forecasts: Overview['forecasts'] }) {
  const { by_level, regions, made_at, source_kind } = forecasts
  return (
    <Card
      title="Forecasts"
      action={
        <Link href="/admin/forecasts" className="text-sm">
          All regions
        </Link>
      }
    >
      {regions === 0 ? (
        <NotYet bare title="Forecasts" because="no source has data yet; the first import makes them." />
      ) : (
        <>
          <ul className="flex flex-wrap gap-x-5 gap-y-1">
            <li>
              <Status tone="bad" look="plain">
                {formatNumber(by_level.RED)} high
              </Status>
            </li>
            <li>
              <Status tone="watch" look="plain">
                {formatNumber(by_level.YELLOW)} elevated
              </Status>
            </li>
            <li>
              <Status tone="good" look="plain">
                {formatNumber(by_level.GREEN)} low
              </Status>
            </li>
          </ul>
          <p className="mt-2 flex flex-wrap items-center gap-x-2 text-ink-3 text-sm">
            {source_kind === 'simulated' ? <StarterLabel kind="simulated" /> : null}
            {formatNumber(regions)} regions
            {made_at ? (
              <span>
                · made <Time at={made_at} />
              </span>
            ) : null}
          </p>
        </>
      )}
    </Card>
  )
}

function Conflicts({ conflicts }: { conflicts: Overview['conflicts'] }) {
  return (
    <Card title="Newest conflicts" description="In the last 24 hours">
      {conflicts.newest.length === 0 ? (
        <p className="text-ink-2">None.</p>
      ) : (
        <ul className="grid gap-2.5">
          {conflicts.newest.map((conflict) => (
            <li key={conflict.id} className="grid gap-0.5">
              <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                <Link tone="quiet" href={`/admin/users/${conflict.entityId}`} className="font-medium">
                  {fieldWords(conflict.field)}
                </Link>
                <span className="text-ink-3 text-sm">
                  <Time at={conflict.at} />
                </span>
              </p>
              <p className="line-clamp-2 text-ink-2 text-sm">
                “{valueWords(conflict.kept.value)}” by {conflict.kept.actor.name} stands, not “
                {valueWords(conflict.lost.value)}” by {conflict.lost.actor.name}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
