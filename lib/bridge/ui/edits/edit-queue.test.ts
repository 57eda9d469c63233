import { UnrecognizedActionError } from 'next/dist/client/components/unrecognized-action-error.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { domainError } from '#lib/core/errors.ts'
import { err, ok } from '#lib/core/result.ts'
import type { Fields } from '../../domain.ts'
import { Browser } from '../../testing/browser.ts'
import { EDITS_AT_MOST } from './edit-limits.ts'
import type { EditResult, PendingEdit } from './edit-list.ts'
import { EditQueue } from './edit-queue.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const answer = (version: number, refused: string[] = [], applied: Fields = {}): EditResult =>
  ok({
    success: true,
    userId: 'p',
    version,
    versions: {},
    applied: Object.keys(applied),
    refused: refused.map((field) => ({ field, rule: 'protected' as const })),
    conflicts: [],
    latencyMs: 1,
  })

const edit = (fields: Fields, baseVersion = 1) => ({ entity: 'profile', id: 'p', baseVersion, fields })
const offline = async (): Promise<EditResult> => {
  throw new TypeError('Failed to fetch')
}
const fields = (edits: readonly { fields: Fields }[]) => edits.map((one) => one.fields)

/** A page of a browser with its queue, started. `sent` is what reached the server. */
function openPage(
  browser: Browser,
  options: { send: (edit: PendingEdit) => Promise<EditResult>; isLive?: () => boolean },
) {
  const tab = {}
  const sent: PendingEdit[] = []
  const queue = new EditQueue({
    portal: 'user',
    journal: browser.journalOf(tab),
    isLive: options.isLive ?? (() => true),
    send: (one) => {
      sent.push(one)
      return options.send(one)
    },
  })
  void queue.start()
  const crash = () => {
    queue.stop()
    browser.crash(tab)
  }
  return { queue, sent, crash }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('an edit that meets no server', () => {
  test('is kept and sent again for as long as that takes, under one key', async () => {
    let isThere = false
    const page = openPage(new Browser(), { send: async () => (isThere ? answer(2) : offline()) })
    const outcome = page.queue.add(edit({ headline: 'x' }))
    await vi.advanceTimersByTimeAsync(120_000)
    expect(page.queue.state).toMatchObject({ waiting: [{ fields: { headline: 'x' } }], refused: [] })
    isThere = true
    page.queue.retryNow()
    await settle()
    expect(await outcome).toMatchObject({ ok: true })
    expect(new Set(page.sent.map(({ key }) => key)).size).toBe(1)
  })

  test('outlives the page, with those behind it and in order', async () => {
    const browser = new Browser()
    const first = openPage(browser, { send: offline })
    for (const headline of ['one', 'two', 'three']) void first.queue.add(edit({ headline }))
    await settle()
    first.crash()
    let version = 1
    const second = openPage(browser, { send: async () => answer(++version) })
    await settle()
    expect(fields(second.sent)).toEqual([{ headline: 'one' }, { headline: 'two' }, { headline: 'three' }])
    expect(second.sent[0]?.key).toBe(first.sent[0]?.key)
    expect(second.queue.state.waiting).toEqual([])
    expect(browser.waiting).toBe(0)
  })

  test('of more than a week ago is not sent before the person says so', async () => {
    const browser = new Browser()
    const first = openPage(browser, { send: offline })
    void first.queue.add(edit({ headline: 'old' }))
    await settle()
    first.crash()
    vi.setSystemTime(Date.now() + 8 * 24 * 3_600_000)
    const second = openPage(browser, { send: async () => answer(2) })
    await settle()
    expect(second.sent).toEqual([])
    const [old] = second.queue.state.refused
    expect(old).toMatchObject({ fields: { headline: 'old' }, refusal: { code: 'stale' } })
    second.queue.retry(old?.key ?? '')
    await settle()
    expect(fields(second.sent)).toEqual([{ headline: 'old' }])
    expect(browser.waiting).toBe(0)
  })
})

describe('a server that is there', () => {
  test('and fails five times makes an edit way for the next, and the edit is put aside', async () => {
    const page = openPage(new Browser(), {
      send: async (one) => {
        if ('bad' in one.fields) throw new Error('500')
        return answer(2)
      },
    })
    const bad = page.queue.add(edit({ bad: 'x' }))
    const good = page.queue.add(edit({ good: 'y' }))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await bad).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(await good).toMatchObject({ ok: true })
    expect(page.sent.map((one) => Object.keys(one.fields)[0])).toEqual([...Array(5).fill('bad'), 'good'])
    expect(fields(page.queue.refusedOf('profile', 'p'))).toEqual([{ bad: 'x' }])
  })

  test.each(['rate-limited', 'unavailable'] as const)('that says %s gets it again later', async (code) => {
    let tries = 0
    const page = openPage(new Browser(), {
      send: async () => (++tries < 4 ? err(domainError(code, 'Later.', { retryAfterS: 3 })) : answer(2)),
    })
    const outcome = page.queue.add(edit({ headline: 'x' }))
    await vi.advanceTimersByTimeAsync(8_900)
    expect(tries).toBe(3)
    await vi.advanceTimersByTimeAsync(200)
    expect(await outcome).toMatchObject({ ok: true })
  })

  test('that asks for a minute of patience is told of at once', async () => {
    const closed = err(domainError('unavailable', 'Read-only.', { retryAfterS: 60 }))
    const page = openPage(new Browser(), { send: async () => closed })
    expect(await page.queue.add(edit({ headline: 'x' }))).toMatchObject({ error: { message: 'Read-only.' } })
    expect(fields(page.queue.state.refused)).toEqual([{ headline: 'x' }])
  })

  test('that has forgotten the version on which an edit rests gets it on the one it has', async () => {
    const page = openPage(new Browser(), {
      send: async ({ baseVersion }) =>
        baseVersion > 3 ? err(domainError('stale', 'No.', { details: { version: 3 } })) : answer(4),
    })
    expect(await page.queue.add(edit({ headline: 'x' }, 9))).toMatchObject({ ok: true })
    expect(page.sent.map(({ baseVersion }) => baseVersion)).toEqual([9, 3])
  })

  test('that says stale for ever is believed', async () => {
    const page = openPage(new Browser(), {
      send: async () => err(domainError('stale', 'No.', { details: { version: 3 } })),
    })
    expect(await page.queue.add(edit({ headline: 'x' }, 9))).toMatchObject({ error: { code: 'stale' } })
    expect(page.sent).toHaveLength(2)
  })
})

describe('what the person has to do first', () => {
  test('is to sign in again: the edits wait, and go out when they have', async () => {
    let isSignedIn = false
    const page = openPage(new Browser(), {
      send: async () => (isSignedIn ? answer(2) : err(domainError('unauthenticated', 'Who are you?'))),
    })
    const outcome = page.queue.add(edit({ headline: 'x' }))
    await settle()
    expect(page.queue.state).toMatchObject({ waitsFor: 'sign-in', waiting: [{}], refused: [] })
    isSignedIn = true
    page.queue.retryNow()
    await settle()
    expect(await outcome).toMatchObject({ ok: true })
    expect(page.queue.state.waitsFor).toBeNull()
  })

  const ofOldPage = async (): Promise<EditResult> => {
    throw new UnrecognizedActionError('gone')
  }

  test('is to reload a page that is older than the server', async () => {
    const page = openPage(new Browser(), { send: ofOldPage })
    void page.queue.add(edit({ headline: 'x' }))
    await settle()
    expect(page.queue.state).toMatchObject({ waitsFor: 'reload', waiting: [{}] })
  })

  test('is to copy what would not outlive a reload', async () => {
    const browser = new Browser()
    browser.hasRoom = false
    const page = openPage(browser, { send: ofOldPage })
    const error = { code: 'unavailable', message: expect.stringContaining('copy it and reload') }
    expect(await page.queue.add(edit({ headline: 'x' }))).toMatchObject({ ok: false, error })
    expect(fields(page.queue.state.refused)).toEqual([{ headline: 'x' }])
  })
})

describe('a refused edit', () => {
  const invalid = err(
    domainError('invalid', 'Too long.', { fields: [{ path: 'fields.phone', message: 'no' }] }),
  )
  const strict = async (one: PendingEdit) => ('phone' in one.fields ? invalid : answer(2))

  test('is kept aside, also over a reload, until the person lets go of it', async () => {
    const browser = new Browser()
    const page = openPage(browser, { send: strict })
    expect(await page.queue.add(edit({ phone: 'x' }))).toMatchObject({ ok: false })
    await settle()
    page.crash()
    const next = openPage(browser, { send: strict })
    await settle()
    const [kept] = next.queue.refusedOf('profile', 'p')
    expect(kept).toMatchObject({ fields: { phone: 'x' }, refusal: { message: 'Too long.' } })
    expect(next.sent).toEqual([])
    next.queue.drop(kept?.key ?? '')
    await settle()
    expect([next.queue.state.refused, browser.waiting]).toEqual([[], 0])
  })

  test('is answered by the next edit of the same field', async () => {
    const page = openPage(new Browser(), {
      send: async (one) => (one.fields.phone === 'x' ? invalid : answer(2)),
    })
    await page.queue.add(edit({ phone: 'x' }))
    await page.queue.add(edit({ headline: 'h' }))
    expect(page.queue.state.refused).toHaveLength(1)
    await page.queue.add(edit({ phone: '+44' }))
    expect(page.queue.state.refused).toEqual([])
  })

  test('stands in every page until one of them lets go of it', async () => {
    const browser = new Browser()
    const [page, other] = [openPage(browser, { send: strict }), openPage(browser, { send: strict })]
    await settle()
    const outcome = await page.queue.add(edit({ phone: 'x' }))
    await settle()
    expect([page, other].map(({ queue }) => fields(queue.state.refused))).toEqual([
      [{ phone: 'x' }],
      [{ phone: 'x' }],
    ])
    await other.queue.drop(outcome.ok ? '' : outcome.key)
    await settle()
    expect([page.queue.state.refused, other.queue.state.refused, browser.waiting]).toEqual([[], [], 0])
  })

  test('can be one that was never sent', async () => {
    const browser = new Browser()
    const page = openPage(browser, { send: async () => answer(2) })
    page.queue.setAside(edit({ headline: 'half a thought' }), domainError('conflict', 'Somebody was faster.'))
    await settle()
    page.crash()
    const next = openPage(browser, { send: async () => answer(2) })
    await settle()
    expect(next.queue.state.refused).toMatchObject([{ fields: { headline: 'half a thought' } }])
    expect(next.sent).toEqual([])
  })
})

describe('pages of one person', () => {
  test('show the same edits, one sends them, and each hears how its own ended', async () => {
    const browser = new Browser()
    let isThere = false
    let version = 1
    const send = async () => (isThere ? answer(++version) : offline())
    const [left, right] = [openPage(browser, { send }), openPage(browser, { send })]
    await settle()
    const first = left.queue.add(edit({ headline: 'l' }))
    await settle()
    const outcomes = [first, right.queue.add(edit({ summary: 'r' }))]
    await settle()
    for (const { queue } of [left, right]) {
      expect(fields(queue.state.waiting)).toEqual([{ headline: 'l' }, { summary: 'r' }])
    }
    isThere = true
    left.sent.length = 0
    right.sent.length = 0
    left.queue.retryNow()
    await settle()
    expect(await Promise.all(outcomes)).toMatchObject([{ ok: true }, { ok: true }])
    expect(fields([...left.sent, ...right.sent])).toEqual([{ headline: 'l' }, { summary: 'r' }])
    expect([left.queue.state.waiting, right.queue.state.waiting, browser.waiting]).toEqual([[], [], 0])
  })

  test('an edit taken back in one is gone from all', async () => {
    const browser = new Browser()
    const [left, right] = [openPage(browser, { send: offline }), openPage(browser, { send: offline })]
    await settle()
    const outcome = left.queue.add(edit({ headline: 'l' }))
    await settle()
    right.queue.drop(right.queue.state.waiting[0]?.key ?? '')
    await settle()
    expect(await outcome).toMatchObject({ error: { code: 'conflict' } })
    expect([left.queue.state.waiting, browser.waiting]).toEqual([[], 0])
  })
})

test('an edit that the browser cannot keep says so', async () => {
  const browser = new Browser()
  browser.hasRoom = false
  const page = openPage(browser, { send: offline })
  void page.queue.add(edit({ headline: 'x' }))
  await settle()
  expect(page.queue.state.waiting).toMatchObject([{ fields: { headline: 'x' }, isKept: false }])
})

test('what is being sent cannot be taken back, by no page', async () => {
  const browser = new Browser()
  let arrive = (_: EditResult) => {}
  const sender = openPage(browser, {
    send: () =>
      new Promise((resolve) => {
        arrive = resolve
      }),
  })
  const other = openPage(browser, { send: offline })
  await settle()
  const outcome = sender.queue.add(edit({ headline: 'x' }))
  await settle()
  const key = sender.sent[0]?.key ?? ''
  const dropped = [sender.queue.drop(key), other.queue.drop(key)]
  await settle()
  expect(fields(other.queue.state.waiting)).toEqual([{ headline: 'x' }])
  arrive(answer(2))
  await Promise.all(dropped)
  expect(await outcome).toMatchObject({ ok: true })
  expect(browser.waiting).toBe(0)
})

test('a page that was put away does not send what was taken back meanwhile', async () => {
  const browser = new Browser()
  let isThere = false
  const send = async () => (isThere ? answer(2) : offline())
  const [page, other] = [openPage(browser, { send }), openPage(browser, { send })]
  await settle()
  void page.queue.add(edit({ headline: 'never mind' }))
  await settle()
  page.queue.stop()
  await other.queue.drop(other.queue.state.waiting[0]?.key ?? '')
  isThere = true
  page.sent.length = 0
  await page.queue.start()
  await vi.advanceTimersByTimeAsync(60_000)
  expect([page.sent, page.queue.state.waiting]).toEqual([[], []])
})

test('a sibling sends an edit on the version on which the first page has put it', async () => {
  const browser = new Browser()
  const first = openPage(browser, {
    send: async ({ baseVersion }) => {
      if (baseVersion === 9) return err(domainError('stale', 'No.', { details: { version: 3 } }))
      return new Promise(() => {})
    },
  })
  const second = openPage(browser, { send: async () => answer(4) })
  await settle()
  void first.queue.add(edit({ headline: 'x' }, 9))
  await settle()
  first.crash()
  await settle()
  const [beginning, ...later] = [...first.sent, ...second.sent].map(({ baseVersion }) => baseVersion)
  expect(beginning).toBe(9)
  expect(new Set(later)).toEqual(new Set([3]))
  expect(second.sent).not.toEqual([])
})

test('there is an end to what is kept, and it is told without losing the text', async () => {
  const page = openPage(new Browser(), { send: offline })
  for (let n = 0; n < EDITS_AT_MOST; n++) void page.queue.add(edit({ headline: `${n}` }))
  const outcome = await page.queue.add(edit({ phone: 'one more' }))
  expect(outcome).toMatchObject({ ok: false, error: { code: 'too-large' } })
  expect(page.queue.state.waiting).toHaveLength(EDITS_AT_MOST)
  expect(fields(page.queue.state.refused)).toEqual([{ phone: 'one more' }])
})

test('megabytes are counted as bytes, not as letters', async () => {
  const page = openPage(new Browser(), { send: offline })
  void page.queue.add(edit({ summary: '漢'.repeat(300_000) }))
  expect(await page.queue.add(edit({ summary: '漢'.repeat(100_000) }))).toMatchObject({
    error: { code: 'too-large' },
  })
})

test('a refused field leaves at once what is shown as on its way; the taken ones stay until the snapshot has them', async () => {
  const page = openPage(new Browser(), { send: async () => answer(7, ['plan']) })
  await page.queue.add(edit({ plan: 'gold', headline: 'x' }))
  expect(fields(page.queue.of('profile', 'p'))).toEqual([{ headline: 'x' }])
  page.queue.caughtUp('profile', 'p', 7)
  await page.queue.add(edit({ plan: 'gold' }))
  expect(page.queue.of('profile', 'p')).toEqual([])
})

describe('an edit that follows an own one', () => {
  test('of the same field rests on what became of it', async () => {
    let version = 1
    const page = openPage(new Browser(), { send: async ({ fields }) => answer(++version, [], fields) })
    await Promise.all(['a', 'b', 'c'].map((headline) => page.queue.add(edit({ headline }))))
    expect(page.sent.map(({ baseVersion }) => baseVersion)).toEqual([1, 2, 3])
    // The event of the last one has not come yet: the page still shows version 1.
    await page.queue.add(edit({ headline: 'd' }))
    expect(page.sent.at(-1)?.baseVersion).toBe(4)
  })

  test('of another field says nothing of what that one met', async () => {
    // Somebody made version 2 of it, with the same industry and another level.
    const page = openPage(new Browser(), { send: async ({ fields }) => answer(2, [], fields) })
    await Promise.all([
      page.queue.add(edit({ industry: 'Energy' })),
      page.queue.add(edit({ level: 'Junior' })),
    ])
    expect(page.sent.map(({ baseVersion }) => baseVersion)).toEqual([1, 1])
  })
})
