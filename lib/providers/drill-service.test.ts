import { beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/core/actor.ts'
import { provideEnv } from '#lib/platform/config/env.ts'
import { useDatabase } from '#lib/platform/testing/database.ts'
import { runDrill } from './drill-service.ts'

const database = useDatabase()
const admin: Actor = { id: 'ada', name: 'Ada', role: 'admin', portal: 'admin' }

beforeAll(() => provideEnv({ AUTH_SECRET: 'x'.repeat(32) }))

test('a drill plays every fault, each ends as it should, and nothing of it is left', async () => {
  const report = await runDrill(admin)
  if (!report.ok) throw new Error(report.error.message)
  const { steps, passed, calls } = report.value
  expect(steps.filter((step) => !step.passed)).toEqual([])
  expect(passed).toBe(steps.length)
  expect(steps.length).toBeGreaterThanOrEqual(18)
  expect(calls).toBeGreaterThan(20)
  for (const table of ['provider_audit', 'provider_call', 'event', 'provider_budget'])
    expect(await database.query(`SELECT * FROM ${table}`), table).toEqual([])
  expect(await database.query('SELECT id FROM provider_lock')).toEqual([{ id: 'ai' }])
})

test('two at once do not meet, and others than admins run none', async () => {
  const both = await Promise.all([runDrill(admin), runDrill(admin)])
  for (const report of both) expect(report).toMatchObject({ ok: true })
  for (const report of both) if (report.ok) expect(report.value.passed).toBe(report.value.steps.length)
  const user: Actor = { id: 'uma', name: 'Uma', role: 'user', portal: 'user' }
  expect(await runDrill(user)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
})
