import { describe, expect, test } from 'vitest'
import { populationOf } from './populations.ts'
import { findCountry, matchRegion, regionForName } from './regions.ts'

describe('a publisher’s name', () => {
  test.each([
    ['US', 'USA'],
    ['Korea, South', 'KOR'],
    ['Korea, North', 'PRK'],
    ['Taiwan*', 'TWN'],
    ['Burma', 'MMR'],
    ['Congo (Kinshasa)', 'COD'],
    ['Congo (Brazzaville)', 'COG'],
    ['Holy See', 'VAT'],
    ['West Bank and Gaza', 'PSE'],
    ["Cote d'Ivoire", 'CIV'],
    ['Türkiye', 'TUR'],
    ['Guinea', 'GIN'],
    ['Guinea-Bissau', 'GNB'],
    ['Dominica', 'DMA'],
    ['Dominican Republic', 'DOM'],
    ['Niger', 'NER'],
    ['Saint Vincent and the Grenadines', 'VCT'],
    ['St. Lucia', 'LCA'],
    ['Sao Tome and Principe', 'STP'],
    ['The Bahamas', 'BHS'],
  ])('%s is %s', (name, code) => {
    expect(regionForName(name).code).toBe(code)
  })

  test('that is no country keeps a code of its own and loses nothing', () => {
    expect(regionForName('Diamond Princess')).toMatchObject({
      code: 'X-DIAMOND-PRINCESS',
      kind: 'other',
      population: null,
    })
    expect(regionForName('Summer Olympics 2020').code).toBe('X-SUMMER-OLYMPICS-2020')
    expect(regionForName('Winter Olympics 2022').code).toBe('X-WINTER-OLYMPICS-2022')
    expect(regionForName('Atlantis')).toMatchObject({ code: 'X-ATLANTIS', name: 'Atlantis' })
  })

  test('that only looks like part of a country is not taken for it', () => {
    for (const name of ['an', 'of', 'republic', 'Guine', 'Land'])
      expect(regionForName(name).kind, name).toBe('other')
  })
})

test('a country is found by either ISO code and by name, whatever the case and accents', () => {
  for (const query of ['de', 'DEU', 'germany', 'GERMANY ', 'Federal Republic of Germany']) {
    expect(findCountry(query)?.code, query).toBe('DEU')
  }
  expect(findCountry('cote divoire')).toBeNull()
  expect(findCountry("côte d'ivoire")?.code).toBe('CIV')
  expect(findCountry('nowhere')).toBeNull()
})

test('near matches are offered best first, and none for noise', () => {
  const regions = ['France', 'Germany', 'Greece', 'Korea, South', 'Niger', 'Nigeria'].map((name) =>
    regionForName(name),
  )
  const near = (query: string) => {
    const match = matchRegion(query, regions)
    return match.found ? match.found.name : match.near.map(({ name }) => name)
  }
  expect(near('germny')).toEqual(['Germany'])
  expect(near('Niger')).toBe('Niger')
  expect(near('nigera')).toEqual(expect.arrayContaining(['Nigeria', 'Niger']))
  expect(near('south korea')).toBe('South Korea')
  expect(near('zzzzzzzz')).toEqual([])
  expect(near('***')).toEqual([])
})

test('populations are estimates with a source, and absent where none is held', () => {
  expect(populationOf('USA')).toMatchObject({ people: 339_997_000, year: 2023 })
  expect(populationOf('USA')?.source).toMatch(/^UN World Population Prospects 2022/)
  expect(populationOf('ATA')).toBeNull()
  expect(regionForName('Antarctica').population).toBeNull()
})
