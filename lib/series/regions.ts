import countries from 'world-countries'
import { type Population, populationOf } from './populations.ts'

export const REGION_KINDS = ['country', 'territory', 'other', 'simulated', 'aggregate'] as const
export type RegionKind = (typeof REGION_KINDS)[number]

/** A place as the product knows it. `code` is ISO 3166-1 alpha-3 where there is one. */
export type RegionIdentity = {
  readonly code: string
  readonly name: string
  readonly aliases: readonly string[]
  readonly kind: RegionKind
  readonly population: Population | null
}

/** Everything added up; never a row of a publisher's file. */
export const GLOBAL_REGION: RegionIdentity = {
  code: 'GLOBAL',
  name: 'All regions together',
  aliases: ['global', 'world', 'worldwide'],
  kind: 'aggregate',
  population: null,
}

/** Names that publishers use and the ISO register does not (JHU CSSE's spelling first). */
const PUBLISHERS_NAMES: Readonly<Record<string, string>> = {
  US: 'USA',
  'Korea, South': 'KOR',
  'Korea, North': 'PRK',
  'Taiwan*': 'TWN',
  Burma: 'MMR',
  'Congo (Kinshasa)': 'COD',
  'Congo (Brazzaville)': 'COG',
  'Holy See': 'VAT',
  'West Bank and Gaza': 'PSE',
  "Cote d'Ivoire": 'CIV',
  'Ivory Coast': 'CIV',
  'Cabo Verde': 'CPV',
  'Sao Tome and Principe': 'STP',
  'Timor-Leste': 'TLS',
  'East Timor': 'TLS',
  Swaziland: 'SWZ',
  Macedonia: 'MKD',
  Czechia: 'CZE',
  'Czech Republic': 'CZE',
  Bahamas: 'BHS',
  Gambia: 'GMB',
  UK: 'GBR',
  'Great Britain': 'GBR',
  'Russian Federation': 'RUS',
  'Viet Nam': 'VNM',
  Turkey: 'TUR',
  Türkiye: 'TUR',
  Micronesia: 'FSM',
  Palestine: 'PSE',
}

/** JHU CSSE's rows that are no country: they keep a code of our own, so that no row is lost. */
const NO_COUNTRY = new Set(['diamond princess', 'ms zaandam', 'summer olympics 2020', 'winter olympics 2022'])

/** Lower case, no accents, no punctuation, no leading article: how two spellings of a name are compared. */
export function normalizeName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/\bst\b\.?/g, 'saint')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')
}

type Directory = { byCode: Map<string, RegionIdentity>; byName: Map<string, RegionIdentity> }

let directory: Directory | null = null

/** Built once, on first use: names first, then publishers' spellings, then the looser alternative spellings. */
function theDirectory(): Directory {
  if (directory) return directory
  const byCode = new Map<string, RegionIdentity>()
  const byName = new Map<string, RegionIdentity>()
  for (const country of countries) {
    const aliases = [
      country.cca2,
      country.name.official,
      ...Object.entries(PUBLISHERS_NAMES).flatMap(([name, code]) => (code === country.cca3 ? [name] : [])),
    ]
    byCode.set(country.cca3, {
      code: country.cca3,
      name: country.name.common,
      aliases: [...new Set(aliases)].filter((alias) => alias !== country.name.common),
      kind: country.independent ? 'country' : 'territory',
      population: populationOf(country.cca3),
    })
  }
  const regions = [...byCode.values()]
  for (const region of regions) byName.set(normalizeName(region.name), region)
  for (const [name, code] of Object.entries(PUBLISHERS_NAMES)) {
    const region = byCode.get(code)
    if (region) byName.set(normalizeName(name), region)
  }
  for (const country of countries) {
    const region = byCode.get(country.cca3) as RegionIdentity
    for (const spelling of [country.name.official, ...country.altSpellings]) {
      const key = normalizeName(spelling)
      // Two letters are an ISO code, not a name, and a spelling that two countries share names neither.
      if (key.length > 2 && !byName.has(key)) byName.set(key, region)
    }
  }
  directory = { byCode, byName }
  return directory
}

/** A country of the ISO register by its alpha-3 or alpha-2 code, name or known spelling; null when it is none. */
export function findCountry(query: string): RegionIdentity | null {
  const { byCode, byName } = theDirectory()
  const code = query.trim().toUpperCase()
  const direct = byCode.get(code) ?? byName.get(normalizeName(query))
  if (direct) return direct
  if (code.length !== 2) return null
  for (const region of byCode.values()) if (region.aliases[0] === code) return region
  return null
}

/**
 * The region that a publisher's name means. A name outside the ISO register becomes a region of its own, with a
 * code made from the name: nothing that was published is lost.
 */
export function regionForName(name: string): RegionIdentity {
  const clean = name.trim().replace(/\s+/g, ' ')
  const key = normalizeName(clean)
  if (!NO_COUNTRY.has(key)) {
    // Not by two- or three-letter code: "AND" or "CAN" in a column of names is more likely a broken line.
    const found = theDirectory().byName.get(key)
    if (found) return found
    if (/^[A-Z]{3}$/.test(clean)) {
      const byCode = theDirectory().byCode.get(clean)
      if (byCode) return byCode
    }
  }
  const slug = key.toUpperCase().replace(/\s+/g, '-') || 'UNNAMED'
  return {
    code: `X-${slug}`.slice(0, 60),
    name: clean,
    aliases: [],
    kind: 'other',
    population: null,
  }
}

export type RegionMatch<R> = { readonly found: R } | { readonly found: null; readonly near: readonly R[] }

type Named = { readonly code: string; readonly name: string; readonly aliases: readonly string[] }

/**
 * Finds a region by code, name or alias without regard to case, accents or punctuation; else up to five near
 * matches, best first, for a "did you mean".
 */
export function matchRegion<R extends Named>(query: string, regions: readonly R[]): RegionMatch<R> {
  const key = normalizeName(query)
  if (key === '') return { found: null, near: [] }
  const names = (region: R) => [region.code, region.name, ...region.aliases].map(normalizeName)
  for (const region of regions) if (normalizeName(region.code) === key) return { found: region }
  for (const region of regions) if (normalizeName(region.name) === key) return { found: region }
  for (const region of regions) if (names(region).includes(key)) return { found: region }
  const country = findCountry(query)
  if (country) {
    const known = regions.find((region) => region.code === country.code)
    if (known) return { found: known }
  }
  const near = regions
    .map((region) => ({ region, score: Math.max(...names(region).map((name) => similarity(key, name))) }))
    .filter(({ score }) => score >= 0.5)
    .sort((a, b) => b.score - a.score || a.region.name.localeCompare(b.region.name))
    .slice(0, 5)
    .map(({ region }) => region)
  return { found: null, near }
}

/** 1 for equal, high for a shared beginning, else one minus the edit distance relative to the longer one. */
function similarity(a: string, b: string): number {
  if (a.length >= 3 && (b.startsWith(a) || a.startsWith(b)) && b.length >= 3) return 0.9
  const longest = Math.max(a.length, b.length)
  if (Math.abs(a.length - b.length) > longest / 2) return 0
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row[j] = Math.min(substitution, (previous[j] as number) + 1, (row[j - 1] as number) + 1)
    }
    previous = row
  }
  return 1 - (previous[b.length] as number) / longest
}
