import { expect, test } from 'vitest'
import { findCountry } from './regions.ts'
import { SIMULATED_REGIONS, SIMULATION_START, simulateRegion } from './simulation.ts'

const year = SIMULATION_START + 365

test('the simulation is the same every time, and a later end only adds days', () => {
  for (const region of SIMULATED_REGIONS) {
    const short = simulateRegion(region, year)
    const long = simulateRegion(region, year + 100)
    expect(simulateRegion(region, year)).toEqual(short)
    expect(long.cases.values.subarray(0, short.cases.values.length)).toEqual(short.cases.values)
    expect(long.deaths.values.subarray(0, short.deaths.values.length)).toEqual(short.deaths.values)
  }
})

test('simulated places carry no real place’s name, and say that they are simulated', () => {
  for (const { name, code } of SIMULATED_REGIONS) {
    expect(findCountry(name)).toBeNull()
    expect(name).toMatch(/^Simulated /)
    expect(code).toMatch(/^SIM-/)
  }
  expect(new Set(SIMULATED_REGIONS.map(({ code }) => code)).size).toBe(SIMULATED_REGIONS.length)
})

test('simulated counts are whole, never fall, stay below the population and are not dull', () => {
  for (const region of SIMULATED_REGIONS) {
    const { cases, deaths } = simulateRegion(region, year)
    for (const values of [cases.values, deaths.values]) {
      expect(values.every((value, i) => Number.isInteger(value) && value >= (values[i - 1] ?? 0))).toBe(true)
    }
    const growth = (cases.values.at(-1) ?? 0) - (cases.values[0] ?? 0)
    expect(growth).toBeGreaterThan(region.population * 0.01)
    expect(cases.values.at(-1)).toBeLessThan(region.population * 2)
    expect(deaths.values.at(-1)).toBeLessThan((cases.values.at(-1) ?? 0) * 0.05)
  }
})
