import 'fake-indexeddb/auto'
import { expect, onTestFinished, test, vi } from 'vitest'
import { newId } from '#lib/core/ids.ts'
import { browserJournal } from './browser-journal.ts'
import type { JournalNews, KeptEdit } from './edit-journal.ts'

const edit = (headline: string): KeptEdit => ({
  key: newId(),
  portal: 'user',
  entity: 'profile',
  id: 'p',
  baseVersion: 3,
  fields: { headline },
  madeAt: Date.now(),
  refusal: null,
})

test('keeps edits as they are, for one person and not for another', async () => {
  const [uma, ada] = [browserJournal('uma'), browserJournal('ada')]
  const [first, second] = [edit('one'), edit('two')]
  expect([await uma.keep(first), await uma.keep(second)]).toEqual([true, true])
  expect(await browserJournal('uma').load()).toEqual(expect.arrayContaining([first, second]))
  expect(await ada.load()).toEqual([])
  await uma.keep({ ...first, baseVersion: 4 })
  await uma.drop(second.key)
  expect(await uma.load()).toEqual([{ ...first, baseVersion: 4 }])
})

test('a drop that follows a keep at once comes after it', async () => {
  const journal = browserJournal('order')
  const one = edit('one')
  const keeping = journal.keep(one)
  const dropping = journal.drop(one.key)
  await Promise.all([keeping, dropping])
  expect(await journal.load()).toEqual([])
})

test('says so when the browser does not let it keep anything', async () => {
  vi.stubGlobal('indexedDB', {
    open: () => {
      throw new DOMException('denied', 'SecurityError')
    },
  })
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const journal = browserJournal('private')
  expect(await journal.keep(edit('one'))).toBe(false)
  await expect(journal.load()).rejects.toThrow('denied')
})

test('does not wait for ever for a browser that does not open its store', async () => {
  vi.useFakeTimers()
  vi.stubGlobal('indexedDB', { open: () => new IDBOpenDBRequest() })
  onTestFinished(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
  const journal = browserJournal('stuck')
  const kept = journal.keep(edit('one'))
  const read = expect(journal.read('k')).rejects.toThrow('does not open')
  await vi.advanceTimersByTimeAsync(3_000)
  await read
  expect(await kept).toBe(false)
})

test('tells the same person’s other pages, and nobody else’s', async () => {
  const heard: string[] = []
  const listen = (person: string, name: string) =>
    browserJournal(person).listen((news: JournalNews) => heard.push(`${name} ${news.type}`))
  const teller = browserJournal('uma')
  const stops = [listen('uma', 'sibling'), listen('ada', 'stranger'), teller.listen(() => heard.push('self'))]
  onTestFinished(() => {
    for (const stop of stops) stop()
  })
  teller.tell({ type: 'dropped', key: 'k' })
  await vi.waitFor(() => expect(heard).toEqual(['sibling dropped']))
})
