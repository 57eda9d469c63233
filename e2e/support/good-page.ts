import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { faultsOf } from './faults.ts'
import { visit, visitLive } from './pages.ts'

/**
 * Expects what holds for every page, whoever looks at it: no fault in the console or the network, one heading, a
 * title, nothing serious for axe in either theme, no sideways scroll on a phone.
 *
 * @param live the page belongs to a portal, so it is looked at when it is in step
 */
export async function expectGoodPage(page: Page, address: string, live: boolean): Promise<void> {
  const faults = faultsOf(page)
  // What is on its way to its place has the contrast of the way.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await (live ? visitLive(page, address) : visit(page, address))
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  await expect(page).toHaveTitle(/^\S.* · IntelliCV( admin)?$|^IntelliCV\b/)
  await expect(page.locator('html')).toHaveClass(/\blight\b/)
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
  await expectNothingSerious(axeOf(page).withTags(rules), 'light')

  // Nothing but colours differs between the themes.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveClass(/\bdark\b/)
  await expectNothingSerious(axeOf(page).withRules(['color-contrast', 'link-in-text-block']), 'dark')

  await page.setViewportSize({ width: 360, height: 740 })
  expect(await sidewaysScroll(page), 'pixels of sideways scroll at 360 px').toBe(0)
  expect(faults).toEqual([])
}

/** Our pages have no frames of other origins, for which axe would open a second page each time. */
function axeOf(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode()
}

/** How far a page can be pushed sideways, in px. */
function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => {
    window.scrollTo({ left: 10_000, behavior: 'instant' })
    return window.scrollX
  })
}

async function expectNothingSerious(axe: AxeBuilder, theme: string): Promise<void> {
  const { violations } = await axe.analyze()
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`))
  expect(serious, `what axe finds in the ${theme} theme`).toEqual([])
}
