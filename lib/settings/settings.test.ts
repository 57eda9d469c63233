import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { seedAccount } from '#lib/accounts/seed.ts'
import { createUser, signUp, syncUserData } from '#lib/accounts/service.ts'
import { getSnapshot, listEvents, sync } from '#lib/bridge/service.ts'
import type { Actor } from '#lib/core/actor.ts'
import { newId } from '#lib/core/ids.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { housekeep } from '#lib/platform/server/housekeeping.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { getSettings, updateSettings } from './service.ts'

const database = useDatabase()
let admin: Actor
let uma: Actor

beforeAll(async () => {
  provideEnv({ AUTH_SECRET: 'x'.repeat(32), RATE_LIMIT_SCALE: '1000' })
  await seedAccount({
    role: 'admin',
    name: 'Ada',
    email: 'ada@example.org',
    password: 'a long enough password',
  })
  const [row] = await database.query<{ id: string }>('SELECT id FROM "user"')
  admin = { id: row?.id ?? '', name: 'Ada', role: 'admin', portal: 'admin' }
  const made = await createUser(admin, { email: 'uma@example.org', name: 'Uma', role: 'user', plan: 'free' })
  if (!made.ok) throw new Error(made.error.message)
  uma = { id: made.value.id, name: 'Uma', role: 'user', portal: 'user' }
})

async function set(fields: Record<string, unknown>) {
  const now = await getSettings(admin)
  if (!now.ok) throw new Error(now.error.message)
  return updateSettings(admin, { baseVersion: now.value.versions, fields })
}

beforeEach(async () => {
  await set({ signUpOpen: true, readOnly: false, readOnlyReason: '', eventRetentionDays: 30 })
})

const newcomer = () => ({
  name: 'New',
  email: `new-${newId()}@example.org`,
  password: 'a long enough password',
})
const edit = (actor: Actor, headline: string) =>
  syncUserData(actor, uma.id, { baseVersion: 99, fields: { headline } })

describe('settings are entities of the bridge', () => {
  test('staff change fields of both in one write, with defaults before and one event each after', async () => {
    const before = await getSettings(admin)
    expect(before).toMatchObject({
      ok: true,
      value: {
        settings: { noticeText: '', noticeTone: 'info', signUpOpen: true, readOnly: false },
        staffSettings: { eventRetentionDays: 30, notificationRetentionDays: 90, defaultHomeRegion: '' },
      },
    })
    const changed = await set({ noticeText: 'Closed on Friday', eventRetentionDays: '45' })
    expect(changed).toMatchObject({
      ok: true,
      value: { success: true, applied: ['noticeText', 'eventRetentionDays'] },
    })
    const rows = await database.query(
      `SELECT entity, fields, rooms FROM event WHERE entity_id = 'system' ORDER BY seq DESC LIMIT 2`,
    )
    expect(rows).toEqual([
      { entity: 'staff-settings', fields: { eventRetentionDays: 45 }, rooms: ['admins'] },
      { entity: 'settings', fields: { noticeText: 'Closed on Friday' }, rooms: ['everyone'] },
    ])
  })

  test('a user reads what concerns them, not what is staff’s, and writes none of it', async () => {
    expect(await getSnapshot('settings', 'system', uma)).toMatchObject({ ok: true })
    expect(await getSnapshot('staff-settings', 'system', uma)).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    const write = { entity: 'settings', id: 'system', baseVersion: 1, fields: { signUpOpen: false } }
    expect(await sync({ userId: 'system', parts: [write] }, uma)).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
  })

  test.each([
    ['no number', { eventRetentionDays: 'soon' }, 'fields.eventRetentionDays'],
    ['too few days', { eventRetentionDays: 0 }, 'fields.eventRetentionDays'],
    ['a fraction', { notificationRetentionDays: 30.5 }, 'fields.notificationRetentionDays'],
    ['a tone that does not exist', { noticeTone: 'loud' }, 'fields.noticeTone'],
    ['two lines', { noticeText: 'a\nb' }, 'fields.noticeText'],
    ['a region that is none', { defaultHomeRegion: 'ATLANTIS' }, 'fields.defaultHomeRegion'],
    ['an unknown setting', { shoeSize: 43 }, 'fields.shoeSize'],
  ])('%s is refused at its field and changes nothing', async (_, fields, path) => {
    const before = await getSettings(admin)
    const refused = await set(fields)
    expect(refused).toMatchObject({ ok: false, error: { code: 'invalid', fields: [{ path }] } })
    expect(await getSettings(admin)).toEqual(before)
  })

  test('two admins who change one setting at once leave a conflict', async () => {
    const now = await getSettings(admin)
    if (!now.ok) throw new Error(now.error.message)
    const other = { ...admin, id: newId(), name: 'Abe' }
    const baseVersion = now.value.versions
    await updateSettings(admin, { baseVersion, fields: { noticeText: 'Ada was here' } })
    const second = await updateSettings(other, { baseVersion, fields: { noticeText: 'Abe was here' } })
    expect(second).toMatchObject({
      ok: true,
      value: {
        conflicts: [{ field: 'noticeText', rule: 'last-write-wins', lost: { value: 'Ada was here' } }],
      },
    })
  })
})

describe('settings have effect', () => {
  test('closed sign-up refuses new accounts with a reason, and staff can still make them', async () => {
    await set({ signUpOpen: false })
    const person = newcomer()
    const refused = await signUp(person, { address: '192.0.2.9' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(!refused.ok && refused.error.message).toContain('closed')
    expect(await database.query('SELECT 1 FROM "user" WHERE email = $1', [person.email])).toEqual([])
    expect(await createUser(admin, { ...newcomer(), role: 'user', plan: 'free' })).toMatchObject({ ok: true })
  })

  test('read-only mode refuses the edits of users, tells why, and lets staff work', async () => {
    await set({ readOnly: true, readOnlyReason: 'We move house' })
    await expect
      .poll(() => edit(uma, 'Mine'), { timeout: 5_000 })
      .toMatchObject({
        ok: false,
        error: { code: 'unavailable', message: expect.stringContaining('We move house.') },
      })
    const profile = await getSnapshot('profile', uma.id, admin)
    if (!profile.ok) throw new Error(profile.error.message)
    const { version } = profile.value
    expect(profile.value.fields.headline).toBe('')
    expect(
      await syncUserData(admin, uma.id, { baseVersion: version, fields: { headline: 'By staff' } }),
    ).toMatchObject({ ok: true, value: { applied: ['headline'] } })
    expect(await signUp(newcomer(), { address: '192.0.2.9' })).toMatchObject({
      ok: false,
      error: { code: 'unavailable' },
    })
    await set({ readOnly: false })
    await expect
      .poll(
        () => syncUserData(uma, uma.id, { baseVersion: version + 1, fields: { headline: 'Mine again' } }),
        {
          timeout: 5_000,
        },
      )
      .toMatchObject({ ok: true })
  })

  test('new people begin with the home region that staff chose', async () => {
    await database.query(`INSERT INTO region (code, name, kind) VALUES ('PRT', 'Portugal', 'country')`)
    await set({ defaultHomeRegion: 'PRT' })
    const made = await createUser(admin, { ...newcomer(), role: 'user', plan: 'free' })
    if (!made.ok) throw new Error(made.error.message)
    const preferences = await getSnapshot('preferences', made.value.id, admin)
    expect(preferences).toMatchObject({ ok: true, value: { fields: { homeRegion: 'PRT' } } })
  })

  test('events are kept for as long as the setting says', async () => {
    await set({ eventRetentionDays: 3 })
    const kept = async () => {
      const log = await listEvents(admin, { limit: 500 })
      return log.ok ? log.value.items.length : Number.NaN
    }
    const all = await kept()
    const day = 24 * 60 * 60 * 1_000
    await housekeep(new Date(Date.now() + 2 * day))
    expect(await kept()).toBe(all)
    await housekeep(new Date(Date.now() + 4 * day))
    expect(await kept()).toBe(0)
  })
})
