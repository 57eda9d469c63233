import { expectGoodPage } from '../support/good-page.ts'
import { addressOf, pagesBelow } from '../support/page-tree.ts'
import { expect, test } from '../support/test.ts'

const own = pagesBelow('(user)')
const open = [...pagesBelow('(auth)'), ...pagesBelow('(public)'), ...pagesBelow('api')]

test('the file tree tells the pages', () => {
  expect(own).toEqual(expect.arrayContaining(['/dashboard', '/forecasts', '/forecasts/[region]']))
  expect(open).toEqual(expect.arrayContaining(['/', '/sign-in', '/api/docs']))
})

for (const path of own)
  test(`${path}: sound, accessible in both themes, and fits a phone`, async ({ user, admin, api }) => {
    await expectGoodPage(user, await addressOf(path, { api, admin }), true)
  })

for (const path of open)
  test(`${path}: sound, accessible in both themes, and fits a phone`, async ({ page, admin, api }) => {
    await expectGoodPage(page, await addressOf(path, { api, admin }), false)
  })

test('whoever is not signed in is asked to, and comes back to where they wanted to be', async ({
  page,
  admin,
  api,
}) => {
  for (const path of own) {
    const address = await addressOf(path, { api, admin })
    await page.goto(address)
    await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(address)}`)
  }
})
