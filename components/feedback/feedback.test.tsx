import { renderToStaticMarkup as html } from 'react-dom/server'
import { expect, test } from 'vitest'
import { FanChart } from '../charts/fan-chart.tsx'
import { FanTable } from '../charts/fan-table.tsx'
import { ConnectionBadge } from '../shell/connection-badge.tsx'
import { AsOf } from './as-of.tsx'
import { Changed, ChangedBy } from './changed-by.tsx'
import { ConflictNotice } from './conflict-notice.tsx'
import { ErrorState } from './error-state.tsx'
import { NotYet } from './not-yet.tsx'
import { StarterLabel } from './starter-label.tsx'

const AT = Date.UTC(2026, 1, 9, 12, 3)

test('a failure is announced with its request id', () => {
  const markup = html(<ErrorState title="Not read" requestId="req_1" />)
  expect(markup).toContain('role="alert"')
  expect(markup).toContain('req_1')
})

test('a tile with nothing real to show says why', () => {
  expect(html(<NotYet title="Next step" because="you have no goal." />)).toMatch(
    /Not yet<\/span>, because you have no goal\./,
  )
})

test('a value flashes when its version changes, and not when the page opens', () => {
  const at = (version: number) =>
    html(
      <Changed version={version} firstVersion={1}>
        Analyst
      </Changed>,
    )
  expect(at(1)).not.toContain('data-flash')
  expect(at(2)).toContain('data-flash')
  const words = html(<ChangedBy name="Ana" side="admin" at={AT} />).replace(/<[^>]*>/g, '')
  expect(words).toMatch(/^changed by Ana \(admin\)/)
})

test('an incomplete day is hatched and said in words, for the eye and the ear', () => {
  const chart = (incomplete: boolean) =>
    html(
      <FanChart
        label="New cases"
        unit="cases"
        actual={[
          { day: '2026-02-08', value: 400 },
          { day: '2026-02-09', value: 120, incomplete },
        ]}
        forecast={[]}
        caption={null}
      />,
    )
  expect(chart(true)).toMatch(/fill="url\(#[^"]+\)"/)
  expect(chart(true)).toContain('Hatched: incomplete')
  expect(chart(true)).toContain('aria-label="9 Feb 2026: 120 cases, incomplete"')
  expect(chart(true)).toContain('reported so far, incomplete')
  expect(chart(false)).not.toMatch(/fill="url|ncomplete/)
})

test('the table of a chart says of an incomplete day that it is', () => {
  const row = { day: '2026-02-09', value: 120 }
  const table = (incomplete: boolean) =>
    html(<FanTable label="New cases" unit="cases" actual={[{ ...row, incomplete }]} forecast={[]} />)
  expect(table(true)).toContain('120, incomplete')
  expect(table(false)).not.toContain('incomplete')
})

test('a conflict shows both values and the rule', () => {
  const markup = html(
    <ConflictNotice
      field="Headline"
      kept={{ by: 'Ana (admin)', at: AT, value: 'Senior analyst' }}
      notKept={{ by: 'You', at: AT, value: null }}
      rule="Staff set this field."
    />,
  )
  expect(markup).toMatch(/Stands.*Senior analyst.*Was not kept.*empty.*Staff set this field\./)
})

test('data that nobody measured says so', () => {
  expect(html(<StarterLabel kind="simulated" />)).toContain('simulated')
  expect(html(<AsOf dataAsOf={null} source={{ name: 'JHU CSSE' }} kind="starter" />)).toMatch(
    /starter.*no data.*JHU CSSE/,
  )
})

test('the connection tells since when the page is stale', () => {
  const markup = html(<ConnectionBadge state="stale" staleSince={AT} timeZone="UTC" />)
  expect(markup).toContain('role="status"')
  expect(markup.replaceAll(/<[^>]+>/g, '')).toContain('Stale since 12:03')
})

test('each point of a fan chart can be reached and says its numbers; one is in the tab order', () => {
  const markup = html(
    <FanChart
      label="Cases a day"
      unit="cases"
      caption="JHU"
      actual={[
        { day: '2026-02-07', value: 390 },
        { day: '2026-02-08', value: 398, incomplete: true },
      ]}
      forecast={[{ day: '2026-02-09', median: 412, low50: 400, high50: 430, low95: 380, high95: 450 }]}
    />,
  )
  expect(markup).toContain('aria-label="9 Feb 2026: forecast 412 cases, 50 % 400–430, 95 % 380–450"')
  expect(markup).toContain('aria-label="8 Feb 2026: 398 cases, incomplete"')
  expect(markup.match(/<circle[^>]*tabindex="0"/gi)).toHaveLength(1)
  expect(html(<FanChart label="Cases" unit="cases" caption="JHU" actual={[]} forecast={[]} />)).toContain(
    'no data',
  )
})
