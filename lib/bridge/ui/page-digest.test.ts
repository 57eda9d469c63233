import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, onTestFinished, test } from 'vitest'
import { hashFields } from '../digest.ts'
import { bridgeKeys } from '../queries.ts'
import type { Snapshot } from '../schema.ts'
import { digestOf, loadHash, mend } from './page-digest.ts'

const snapshot = (id: string, fields: Snapshot['fields'], version = 3): Snapshot =>
  ({ entity: 'profile', id, version, fields, meta: {} }) as Snapshot

function show(queries: QueryClient, held: Snapshot, queryFn = async () => held): void {
  const queryKey = bridgeKeys.entity('profile', held.id)
  queries.setQueryData(queryKey, held)
  const stop = new QueryObserver(queries, {
    queryKey,
    queryFn,
    staleTime: Number.POSITIVE_INFINITY,
  }).subscribe(() => {})
  onTestFinished(stop)
}

test('hashes what is shown just as the server hashes what is stored', async () => {
  const queries = new QueryClient()
  const fields = { summary: 'Über 漢字 — “quotes”', skills: ['b', 'a'], headline: '', level: null }
  show(queries, snapshot('p', fields))
  expect(digestOf(queries, await loadHash())).toEqual([
    { key: 'profile:p', version: 3, hash: hashFields(fields) },
  ])
})

test('leaves out what nobody looks at and what is being read anew', async () => {
  const queries = new QueryClient()
  queries.setQueryData(bridgeKeys.entity('profile', 'left'), snapshot('left', {}))
  show(queries, snapshot('busy', {}), () => new Promise(() => {}))
  show(queries, snapshot('shown', {}))
  void queries.invalidateQueries({ queryKey: bridgeKeys.entity('profile', 'busy') })
  expect(digestOf(queries, String).map(({ key }) => key)).toEqual(['profile:shown'])
})

test('reads anew what is shown otherwise than it is stored, and nothing else', async () => {
  const queries = new QueryClient()
  const read: string[] = []
  for (const id of ['right', 'wrong:one']) {
    show(queries, snapshot(id, {}), async () => {
      read.push(id)
      return snapshot(id, { headline: 'mended' })
    })
  }
  mend(queries, { mismatches: [{ key: 'profile:wrong:one', version: 3 }] })
  await expect.poll(() => read).toEqual(['wrong:one'])
  expect(queries.getQueryData(bridgeKeys.entity('profile', 'wrong:one'))).toMatchObject({
    fields: { headline: 'mended' },
  })
})
