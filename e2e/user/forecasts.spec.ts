import type { Page } from '@playwright/test'
import { formatNumber } from '#components/ui/format-number.ts'
import { visit, visitLive } from '../support/pages.ts'
import { expect, test } from '../support/test.ts'

type Bands = Record<'median' | 'lower50' | 'upper50' | 'lower95' | 'upper95', number[]>
type Forecast = { region: string; intervals: { cases: { weekly: Bands } } }

/** The regions of the table, from top to bottom. */
function regionsOf(page: Page) {
  return page.getByRole('table', { name: 'Regions with forecasts' }).locator('tbody').getByRole('link')
}

const names = ['Coast', 'East', 'Islands', 'North', 'South', 'West'].map((place) => `Simulated ${place}`)

test('the list can be searched and sorted, which the address keeps', async ({ user }) => {
  await visit(user, '/forecasts')
  await expect(regionsOf(user)).toHaveCount(names.length)
  await expect(user.getByText('simulated', { exact: true }), 'each is labelled').toHaveCount(names.length)

  await user.getByRole('button', { name: 'Region' }).click()
  await expect(user).toHaveURL('/forecasts?sort=region')
  await expect(user.getByRole('columnheader', { name: 'Region' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(regionsOf(user)).toHaveText(names.map((name) => new RegExp(name)))
  await user.getByRole('button', { name: 'Region' }).click()
  await expect(user).toHaveURL('/forecasts?sort=-region')
  await expect(regionsOf(user)).toHaveText(names.toReversed().map((name) => new RegExp(name)))

  await user.getByRole('searchbox', { name: 'Search regions' }).fill('islands')
  await expect(user).toHaveURL('/forecasts?sort=-region&q=islands')
  await expect(regionsOf(user)).toHaveText([/Simulated Islands/])
  await user.reload()
  await expect(user.getByRole('searchbox')).toHaveValue('islands')
  await expect(regionsOf(user)).toHaveText([/Simulated Islands/])

  await visit(user, '/forecasts?q=atlantis')
  await expect(user.getByText('No regions match')).toBeVisible()
  await user.getByRole('button', { name: 'Clear filters' }).click()
  await expect(user).toHaveURL('/forecasts')
  await expect(regionsOf(user)).toHaveCount(names.length)

  await regionsOf(user).filter({ hasText: 'North' }).click()
  await expect(user.getByRole('heading', { level: 1 })).toHaveText('Simulated North')
})

test('a region shows a fan of its forecast, and the same numbers as a table', async ({ user, api }) => {
  const { items } = await api.json<{ items: Forecast[] }>('GET', '/api/forecasts/all')
  const forecast = items.find(({ region }) => region === 'SIM-COAST') as Forecast
  const { median, lower50, upper50, lower95, upper95 } = forecast.intervals.cases.weekly

  await visit(user, '/forecasts/SIM-COAST')
  await expect(user.getByText('simulated', { exact: true }).first()).toBeVisible()
  const figure = user.getByRole('figure', { name: 'New cases a week in Simulated Coast' })
  const points = figure.getByRole('img', { name: /: forecast/ })
  await expect(points).toHaveCount(median.length)
  for (const [week, value] of median.entries())
    await expect(points.nth(week)).toHaveAccessibleName(new RegExp(`forecast ${formatNumber(value)} cases`))
  const reported = await figure.getByRole('img', { name: /^[^:]+: [\d,]+ cases/ }).all()
  expect(reported.length, 'what was reported comes before it').toBeGreaterThan(4)
  await expect(figure.getByText(/IntelliCV/), 'who made the data').toBeVisible()

  const lastReported = await reported.at(-1)?.getAttribute('aria-label')
  await figure.getByRole('button', { name: 'Table' }).click()
  const rows = figure.getByRole('row')
  await expect(rows).toHaveCount(1 + median.length + reported.length)
  for (const [at, value] of median.toReversed().entries()) {
    const week = median.length - 1 - at
    const range = (low?: number, high?: number) =>
      `${formatNumber(low ?? Number.NaN)}–${formatNumber(high ?? Number.NaN)}`
    const cells = rows.nth(1 + at).getByRole('cell')
    await expect(cells.nth(1)).toHaveText(formatNumber(value))
    await expect(cells.nth(2)).toHaveText(range(lower50[week], upper50[week]))
    await expect(cells.nth(3)).toHaveText(range(lower95[week], upper95[week]))
  }
  const newest = await rows.nth(1 + median.length).innerText()
  expect(lastReported).toBe(`${newest.trim().split(/\t+/).slice(0, 2).join(': ')} cases`)

  await figure.getByRole('button', { name: 'Chart' }).click()
  await expect(points).toHaveCount(median.length)
})

test('weekly counts or totals: the choice is in the address', async ({ user }) => {
  await visit(user, '/forecasts/SIM-NORTH')
  await user.getByRole('button', { name: 'Total' }).click()
  await expect(user).toHaveURL('/forecasts/SIM-NORTH?view=cumulative')
  await visit(user, '/forecasts/SIM-NORTH?view=cumulative')
  await expect(
    user.getByRole('figure', { name: 'Cases since the beginning in Simulated North' }),
  ).toBeVisible()
})

test('the points of a chart can be walked through by keyboard', async ({ user }) => {
  await visit(user, '/forecasts/SIM-SOUTH')
  const figure = user.getByRole('figure', { name: /New cases a week/ })
  const forecast = figure.getByRole('img', { name: /: forecast/ })
  await figure
    .getByRole('img', { name: /^[^:]+: [\d,]+ cases/ })
    .last()
    .focus()
  await user.keyboard.press('ArrowRight')
  await expect(forecast.first()).toBeFocused()
  await user.keyboard.press('End')
  await expect(forecast.last()).toBeFocused()
})

test('a region that nobody knows answers 404 and offers what sounds like it', async ({ user }) => {
  const response = await user.goto('/forecasts/Simulated%20Nroth')
  expect(response?.status()).toBe(404)
  await expect(user.getByRole('heading', { level: 1 })).toHaveText('There is no such region')
  await expect(user.getByText('“Simulated Nroth”')).toBeVisible()
  await user.getByRole('link', { name: 'Simulated North' }).click()
  await expect(user).toHaveURL('/forecasts/SIM-NORTH')
})

test('a country goes by any of its names, a comma in it or not, and says why there is no forecast yet', async ({
  user,
}) => {
  const response = await user.goto('/forecasts/Korea%2C%20South')
  expect(response?.status()).toBe(200)
  await expect(user.getByRole('heading', { level: 1 })).toHaveText('South Korea')
  await expect(user.getByRole('main')).toContainText('Not yet')
})

test("the home region's forecast stands on the dashboard", async ({ api, pageOf }) => {
  const page = await pageOf(await api.makePerson())
  await visitLive(page, '/settings')
  await page.getByLabel('Home region').selectOption({ label: 'Simulated West (simulated)' })
  await expect(page.getByText('saving …')).toBeHidden()
  await visit(page, '/dashboard')
  await expect(page.getByRole('heading', { name: 'Forecast where you live: Simulated West' })).toBeVisible()
  await expect(page.getByRole('main').getByText('simulated', { exact: true })).toBeVisible()
})
