import { beforeAll, describe, expect, test } from 'vitest'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { listNotifications, readAllNotifications, readNotification } from '#lib/notifications/contract.ts'
import { notify } from '#lib/notifications/service.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { call, makePerson, provideSecrets, type TestPerson } from '../../_testing.ts'
import { POST as readRoute } from './[id]/read/route.ts'
import { POST as readAllRoute } from './read-all/route.ts'
import { GET as listRoute } from './route.ts'

useDatabase()
let uma: TestPerson
let vic: TestPerson

beforeAll(async () => {
  provideSecrets()
  uma = await makePerson('user')
  vic = await makePerson('user')
  for (let n = 0; n < 3; n++) {
    await inTransaction((tx) =>
      notify(tx, {
        userId: uma.id,
        cause: newId(),
        title: `News ${n}`,
        body: SYSTEM_ACTOR.name,
        link: '/profile',
      }),
    )
  }
})

const list = (person: TestPerson, query: Record<string, string> = {}) =>
  call(listRoute, listNotifications, { token: person.token, query })

describe('notifications over the API', () => {
  test('page by cursor, and each person has their own', async () => {
    const first = await list(uma, { limit: '2' })
    expect(first.answer).toMatchObject({ items: [{ title: 'News 2' }, { title: 'News 1' }], unread: 3 })
    const second = await list(uma, { limit: '2', before: first.answer.nextCursor })
    expect(second.answer).toMatchObject({ items: [{ title: 'News 0' }], nextCursor: null })
    expect((await list(vic)).answer).toEqual({ items: [], nextCursor: null, unread: 0 })
    expect((await list(uma, { before: 'yesterday' })).status).toBe(422)
  })

  test('are marked as read by their person alone', async () => {
    const [{ id }] = (await list(uma)).answer.items
    const read = (person: TestPerson) =>
      call(readRoute, readNotification, { params: { id }, token: person.token })
    expect((await read(vic)).status).toBe(404)
    const answered = await read(uma)
    expect([answered.status, answered.headers.get('etag')]).toEqual([200, '"2"'])
    expect((await read(uma)).answer, 'a repeat changes nothing').toEqual(answered.answer)
    expect((await list(uma, { show: 'unread' })).answer.items).toHaveLength(2)
  })

  test('are marked as read all at once', async () => {
    const all = () => call(readAllRoute, readAllNotifications, { token: uma.token })
    expect((await all()).answer).toEqual({ read: 2, unread: 0 })
    expect((await all()).answer).toEqual({ read: 0, unread: 0 })
  })
})
