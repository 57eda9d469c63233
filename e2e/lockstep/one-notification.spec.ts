import { request as requests } from '@playwright/test'
import { Api, seededAdmin } from '../support/api.ts'
import { type Processes, startProcesses } from '../support/processes.ts'
import { expect, test } from '../support/test.ts'

type List = { items: { kind: string; count: number }[]; unread: number }

let processes: Processes

test.beforeAll(async () => {
  test.setTimeout(120_000)
  processes = await startProcesses(3)
})

test.afterAll(() => processes.close())

test('three processes tell each cause once, also when one is killed in the middle', async () => {
  test.setTimeout(120_000)
  const contexts = await Promise.all(processes.apps.map(({ url }) => requests.newContext({ baseURL: url })))
  const staff = await Promise.all(contexts.map((context) => Api.of(context, seededAdmin)))
  const [first, , third] = staff as [Api, Api, Api]
  const person = await first.makePerson()
  const self = await Api.of(contexts[0] as (typeof contexts)[number], person)
  const told = async () => {
    const { items } = await self.json<List>('GET', '/api/v1/notifications?limit=100')
    return items.reduce((sum, { count }) => sum + count, 0)
  }

  const edits = Promise.all(
    staff.slice(0, 2).map(async (api, n) => {
      for (let i = 0; i < 30; i++) await api.change(person.id, { headline: `process ${n}, edit ${i}` })
    }),
  )
  // The third one works on the log as the others do; it dies while there is something to work on.
  for (let i = 0; i < 5; i++) await third.change(person.id, { phone: `${i}` })
  await processes.apps[2]?.kill()
  await edits

  await expect.poll(told, { timeout: 20_000 }).toBe(65)
  await first.change(person.id, { phone: 'the last one' })
  await expect.poll(told, 'and the work goes on').toBe(66)
  const { items, unread } = await self.json<List>('GET', '/api/v1/notifications?limit=100')
  expect([items.length, unread], 'as one thing to know').toEqual([1, 1])
  await Promise.all(contexts.map((context) => context.dispose()))
})
