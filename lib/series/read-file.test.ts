import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/core/ids.ts'
import { FILE_LIMITS, type FileLimits, readSeriesFile } from './read-file.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-file-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function readText(
  content: string | Uint8Array,
  options: { fileName?: string; limits?: Partial<FileLimits>; metric?: 'cases' | 'deaths' } = {},
) {
  const path = join(folder, newId())
  await writeFile(path, content)
  return readSeriesFile(
    { path, fileName: options.fileName ?? 'file.csv', metric: options.metric },
    { now: new Date('2024-01-01'), limits: { ...FILE_LIMITS, ...options.limits } },
  )
}

const LONG = 'country,date,cum_cases,cum_deaths\nFrance,2021-01-01,10,1\n'
const WIDE = 'Province/State,Country/Region,Lat,Long,1/22/20,1/23/20\n,"Korea, South",0,0,1,2\n'

describe('a file is taken', () => {
  test('with or without gzip, told by its content and not by its name', async () => {
    for (const [content, fileName] of [
      [LONG, 'a.csv.gz'],
      [gzipSync(LONG), 'a.csv'],
      [Buffer.concat([gzipSync(LONG.slice(0, 40)), gzipSync(LONG.slice(40))]), 'two-members'],
    ] as const) {
      expect(await readText(content, { fileName }), fileName).toMatchObject({
        ok: true,
        value: { format: 'long', rowsRead: 1, pointsRead: 2 },
      })
    }
  })

  test('in the publisher’s wide form, the metric from its name or from the caller', async () => {
    const deaths = await readText(WIDE, { fileName: 'time_series_covid19_deaths_global.csv' })
    expect(deaths).toMatchObject({
      ok: true,
      value: { series: [{ metric: 'deaths', region: { code: 'KOR' } }] },
    })
    const chosen = await readText(WIDE, { fileName: 'upload.csv', metric: 'cases' })
    expect(chosen).toMatchObject({ ok: true, value: { series: [{ metric: 'cases' }] } })
    expect(await readText(WIDE, { fileName: 'upload.csv' })).toMatchObject({
      ok: false,
      error: { code: 'invalid', fields: [{ path: 'metric' }] },
    })
  })

  test('with a byte order mark, Windows line ends, empty lines and columns in another order', async () => {
    const text = '\uFEFFDate,Country,cum_deaths,cum_cases\r\n\r\n2021-01-01,France,1,10\r\n'
    expect(await readText(text.replace('Date,Country', 'date,country'))).toMatchObject({
      ok: true,
      value: { pointsRead: 2 },
    })
  })

  test('with bad lines in it: they are refused by number, the others are read', async () => {
    const result = await readText(`${LONG}abc,def,ghi,jkl\nFrance,2021-01-02,12,1\n`)
    expect(result).toMatchObject({
      ok: true,
      value: { rowsRead: 3, rowsRefused: 1, refusals: [{ line: 3, code: 'date' }] },
    })
  })
})

describe('a file is refused with what to do', () => {
  const big = gzipSync(LONG + 'France,2021-01-02,12,1\n'.repeat(200_000))
  test.each<[string, string | Uint8Array, string, RegExp]>([
    ['empty', '', 'invalid', /is empty/],
    ['a wrong header', 'name;value\na;1\n', 'invalid', /Found: name;value.*commas/],
    [
      'another publisher’s header',
      'iso_code,location,total\n',
      'invalid',
      /Expected either.*Found: iso_code, location, total/,
    ],
    [
      'a header with an impossible date',
      'Province/State,Country/Region,1/22/20,2/30/20\n',
      'invalid',
      /Column 4 is “2\/30\/20”/,
    ],
    ['a header alone', 'country,date,cum_cases,cum_deaths\n', 'invalid', /no line below/],
    [
      'letters only',
      'country,date,cum_cases,cum_deaths\na,b,c,d\ne,f,g,h\n',
      'invalid',
      /None of the 2 lines.*line 2/,
    ],
    ['gzip cut off', gzipSync(LONG.repeat(2000)).subarray(0, 60), 'invalid', /ends in the middle/],
    ['gzip damaged', damaged(gzipSync(LONG.repeat(50))), 'invalid', /damaged/],
    ['a zip', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'unsupported', /zip archive or a spreadsheet/],
    ['UTF-16', Buffer.from(`\uFEFF${LONG}`, 'utf16le'), 'invalid', /UTF-8/],
    [
      'Latin-1',
      Buffer.concat([Buffer.from(LONG), Buffer.from('C\xf4te d’Ivoire', 'latin1')]),
      'invalid',
      /UTF-8/,
    ],
    [
      'a quotation mark that is not closed',
      `${LONG}"France,2021-01-01,1,1\n${'x'.repeat(100)}`,
      'invalid',
      /quotation mark/,
    ],
  ])('%s', async (_what, content, code, message) => {
    const result = await readText(content, { fileName: 'confirmed.csv' })
    expect(result).toMatchObject({ ok: false, error: { code } })
    expect(!result.ok && result.error.message).toMatch(message)
  })

  test('too many bytes, before it is opened', async () => {
    const result = await readText(LONG.repeat(10), { limits: { maxFileBytes: 100 } })
    expect(result).toMatchObject({ ok: false, error: { code: 'too-large', details: { limitBytes: 100 } } })
  })

  test('a small gzip that unpacks to far more than allowed', async () => {
    expect(big.length).toBeLessThan(100_000)
    const result = await readText(big, { limits: { maxTextBytes: 1_000_000 } })
    expect(result).toMatchObject({ ok: false, error: { code: 'too-large' } })
  })
})

test('reading tells how far it is, and stops when asked to', async () => {
  const path = join(folder, newId())
  await writeFile(path, LONG + 'France,2021-01-01,10,1\n'.repeat(50_000))
  const seen: number[] = []
  await readSeriesFile(
    { path, fileName: 'x' },
    {
      now: new Date('2024-01-01'),
      onProgress: ({ bytesRead, bytesTotal }) => seen.push(bytesRead / bytesTotal),
    },
  )
  expect(seen.length).toBeGreaterThan(3)
  expect(seen.at(-1)).toBe(1)
  const cancel = new AbortController()
  const reading = readSeriesFile(
    { path, fileName: 'x' },
    { now: new Date('2024-01-01'), signal: cancel.signal, onProgress: () => cancel.abort() },
  )
  await expect(reading).rejects.toThrow(/abort/i)
})

function damaged(gzip: Buffer): Buffer {
  const copy = Buffer.from(gzip)
  for (let i = 12; i < 30; i++) copy[i] = 0xff
  return copy
}
