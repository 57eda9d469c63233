import type { Metadata } from 'next'
import { NotYet } from '#components/feedback/not-yet.tsx'
import { WidgetBoundary } from '#components/feedback/widget-boundary.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { Card } from '#components/ui/card.tsx'
import { getUserRow } from '#lib/accounts/service.ts'
import { OpenConflicts } from '#lib/accounts/ui/conflict-panel.tsx'
import { AccountTile, CompletenessTile, GoalsTile } from '#lib/accounts/ui/dashboard-tiles.tsx'
import { LiveName } from '#lib/accounts/ui/live-name.tsx'
import { listRecentChanges } from '#lib/bridge/service.ts'
import { RecentChanges } from '#lib/bridge/ui/recent-changes.tsx'
import { getChart } from '#lib/forecasts/service.ts'
import { HomeForecast } from '#lib/forecasts/ui/home-forecast.tsx'
import { listRegions } from '#lib/series/service.ts'
import { ownConflicts } from '../own-conflicts.ts'
import { openUserPage, ownSnapshot } from '../user-page.tsx'

export const metadata: Metadata = { title: 'Dashboard' }

const CHANGES_SHOWN = 6

const PLANNED: readonly { title: string; because: string }[] = [
  {
    title: 'Résumé analysis',
    because: 'résumés cannot be uploaded here yet. It will show what yours says and what it leaves out.',
  },
  {
    title: 'Recommendations',
    because: 'they have to rest on your own résumé and goals, and only the goals are here so far.',
  },
  { title: 'Tokens', because: 'nothing on this site costs any so far.' },
]

export default async function DashboardPage() {
  const session = await openUserPage('/dashboard')
  const { actor } = session
  const [account, profile, preferences, row, changes, conflicts, regions] = await Promise.all([
    ownSnapshot('user', session),
    ownSnapshot('profile', session),
    ownSnapshot('preferences', session),
    getUserRow(actor, actor.id),
    listRecentChanges(actor, CHANGES_SHOWN),
    ownConflicts(session),
    listRegions(),
  ])
  const home = String(preferences.fields.homeRegion ?? '')
  const chart = home === '' ? null : await getChart(home)
  const options = regions
    .map(({ code, name, kind }) => ({
      value: code,
      label: kind === 'simulated' ? `${name} (simulated)` : name,
    }))
    .sort((left, right) => left.label.localeCompare(right.label))

  return (
    <>
      <PageHeader
        title={
          <>
            Hello, <LiveName account={account} />
          </>
        }
        description="What stands in your record, what changed lately, and what is ahead where you live."
      />
      <div className="grid gap-5 lg:grid-cols-3">
        <div className="grid min-w-0 content-start gap-5 lg:col-span-2">
          <WidgetBoundary name="The forecast">
            <HomeForecast
              preferences={preferences}
              regions={options}
              drawn={{ code: home, chart: chart?.ok ? chart.value : null }}
            />
          </WidgetBoundary>
          <Card title="Latest changes to your record">
            <WidgetBoundary name="The list of changes">
              <RecentChanges initial={changes} limit={CHANGES_SHOWN} />
            </WidgetBoundary>
          </Card>
          <Card title="Open conflicts">
            <WidgetBoundary name="The list of conflicts">
              <OpenConflicts account={account} profile={profile} conflicts={conflicts} />
            </WidgetBoundary>
          </Card>
        </div>
        <div className="grid min-w-0 content-start gap-5 md:max-lg:grid-cols-2 md:max-lg:*:last:odd:col-span-2">
          <CompletenessTile profile={profile} />
          <GoalsTile profile={profile} />
          {row.ok ? <AccountTile account={account} since={row.value.createdAt} /> : null}
        </div>
      </div>
      <h2 className="mt-10 mb-3 font-semibold text-lg">Planned</h2>
      <div className="grid gap-4 md:grid-cols-3">
        {PLANNED.map((tile) => (
          <NotYet key={tile.title} {...tile} />
        ))}
      </div>
    </>
  )
}
