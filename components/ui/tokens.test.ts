import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

// The colours are promised to be readable; this reads them from the one file that has them and computes WCAG contrast.

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8')

type Theme = 'light' | 'dark'
type Portal = 'admin' | 'user'

function tokensOf(block: string): Map<string, Record<Theme, string>> {
  const found = new Map<string, Record<Theme, string>>()
  const pattern = /--color-([\w-]+):\s*light-dark\(\s*(oklch\([^)]*\))\s*,\s*(oklch\([^)]*\))\s*\)/g
  for (const [, name = '', light = '', dark = ''] of block.matchAll(pattern)) found.set(name, { light, dark })
  return found
}

const base = tokensOf(css.slice(css.indexOf('@theme'), css.indexOf('@layer base')))
const userBlock = css.slice(css.indexOf('[data-portal="user"]'))
const user = tokensOf(userBlock.slice(0, userBlock.indexOf('}')))

/** OKLCH to relative luminance (Ottosson's matrices; out-of-gamut channels clipped as browsers show them). */
function luminance(color: string): number {
  const [l = 0, c = 0, h = 0] = color.match(/[\d.]+/g)?.map(Number) ?? []
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const L = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const M = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const S = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  const rgb = [
    4.0767416621 * L - 3.3077115913 * M + 0.2309699292 * S,
    -1.2684380046 * L + 2.6097574011 * M - 0.3413193965 * S,
    -0.0041960863 * L - 0.7034186147 * M + 1.707614701 * S,
  ].map((channel) => Math.min(1, Math.max(0, channel)))
  return 0.2126 * (rgb[0] ?? 0) + 0.7152 * (rgb[1] ?? 0) + 0.0722 * (rgb[2] ?? 0)
}

function contrast(front: string, back: string, theme: Theme, portal: Portal): number {
  const get = (name: string) => {
    const token = (portal === 'user' ? user.get(name) : undefined) ?? base.get(name)
    if (!token) throw new Error(`no token ${name}`)
    return luminance(token[theme])
  }
  const [high = 0, low = 0] = [get(front), get(back)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const text: [front: string, back: string][] = [
  ...['canvas', 'surface', 'raised', 'sunken', 'hover'].flatMap((back): [string, string][] =>
    ['ink', 'ink-2', 'ink-3', 'accent-ink'].map((front) => [front, back]),
  ),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-accent', 'bad-fill'],
  ['accent-ink', 'accent-soft'],
  ['ink', 'accent-soft'],
  ...['good', 'watch', 'bad', 'info'].flatMap((tone): [string, string][] => [
    [tone, `${tone}-soft`],
    [tone, 'surface'],
    [tone, 'canvas'],
    [tone, 'hover'],
    ['ink', `${tone}-soft`],
    ['ink-2', `${tone}-soft`],
  ]),
]

describe.each<[Portal, Theme]>([
  ['admin', 'light'],
  ['admin', 'dark'],
  ['user', 'light'],
  ['user', 'dark'],
])('colours of the %s portal, %s', (portal, theme) => {
  test('the file was read', () => {
    expect(base.size).toBeGreaterThan(25)
    expect(user.size).toBeGreaterThan(5)
  })

  test.each(text)('%s on %s is readable (4.5:1)', (front, back) => {
    expect(contrast(front, back, theme, portal)).toBeGreaterThanOrEqual(4.5)
  })

  test.each([
    ['line-strong', 'surface'],
    ['accent-ink', 'surface'],
    ['series', 'surface'],
    ['actual', 'band-95'],
    ['series', 'band-95'],
  ])('%s on %s can be made out (3:1)', (front, back) => {
    expect(contrast(front, back, theme, portal)).toBeGreaterThanOrEqual(3)
  })
})
