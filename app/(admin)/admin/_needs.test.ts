import { describe, expect, it } from 'vitest'
import { type NeedFacts, needsOf } from './_needs.ts'

const source = {
  id: 'jhu-csse',
  publisher: 'Johns Hopkins University CSSE',
  title: 'COVID-19 time series',
  licence: 'CC BY 4.0',
  address: 'https://example.org',
  cadence: 'daily',
  kind: 'real' as const,
  dataAsOf: '2023-03-09T00:00:00.000Z',
  rows: 1,
  lastGoodAt: null,
  lastFetchedAt: null,
  faults: 0,
  lastFault: null,
  retiredAt: null,
}

const calm: NeedFacts = {
  verdict: { tone: 'good', title: 'The portals are in step', why: '' },
  jobs: { failedLately: 0, lastFailed: null },
  queueGaveUp: 0,
  sources: [source],
  mails: { held: 0, queued: 0, sent: 4, failed: 0 },
  mailServer: true,
  conflicts: { count: 0 },
}

describe('what needs a person', () => {
  it('is nothing while everything runs', () => {
    expect(needsOf(calm)).toEqual([])
  })

  it('puts the gravest first and leads to where it can be settled', () => {
    const needs = needsOf({
      ...calm,
      conflicts: { count: 2 },
      mails: { ...calm.mails, held: 1 },
      mailServer: false,
      jobs: { failedLately: 1, lastFailed: { error: 'The gzip file is damaged.' } },
    })
    expect(needs.map(({ id, tone }) => [id, tone])).toEqual([
      ['jobs', 'bad'],
      ['mail-held', 'watch'],
      ['conflicts', 'info'],
    ])
    expect(needs[0]).toMatchObject({ why: 'The gzip file is damaged.', href: '/admin/jobs?status=failed' })
  })

  it('says so while only simulated data are shown', () => {
    const empty = { ...source, dataAsOf: null }
    expect(needsOf({ ...calm, sources: [empty] }).map(({ id }) => id)).toEqual(['data'])
  })

  it('hands on the verdict of the bridge in its own words', () => {
    const verdict = { tone: 'bad' as const, title: 'The portals are not in step', why: 'The relay stopped.' }
    expect(needsOf({ ...calm, verdict })[0]).toMatchObject({ tone: 'bad', why: 'The relay stopped.' })
  })
})
