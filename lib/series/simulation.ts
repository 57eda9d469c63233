import type { DailySeries } from './daily-series.ts'
import { dayOf } from './days.ts'

/**
 * Starter data: epidemics that never happened in places that do not exist, so that every screen has something to show
 * before a real source is loaded. Deterministic: the same region has the same counts on the same day for ever, and a
 * later end only adds days.
 */
export type SimulatedRegion = {
  readonly code: string
  readonly name: string
  readonly population: number
  readonly seed: number
  /** Contacts that infect, per infectious person, without season or immunity. */
  readonly reproduction: number
  /** Size of the seasonal swing of contagion, 0 to 1. */
  readonly season: number
  /** Day of the year on which contagion peaks. */
  readonly peakDay: number
  readonly fatality: number
}

const REGION_FACTS: readonly Omit<SimulatedRegion, 'code'>[] = [
  {
    name: 'Simulated North',
    population: 8_400_000,
    seed: 11,
    reproduction: 1.62,
    season: 0.22,
    peakDay: 15,
    fatality: 0.006,
  },
  {
    name: 'Simulated South',
    population: 5_200_000,
    seed: 23,
    reproduction: 1.55,
    season: 0.2,
    peakDay: 195,
    fatality: 0.007,
  },
  {
    name: 'Simulated East',
    population: 12_700_000,
    seed: 37,
    reproduction: 1.7,
    season: 0.15,
    peakDay: 340,
    fatality: 0.004,
  },
  {
    name: 'Simulated West',
    population: 3_100_000,
    seed: 53,
    reproduction: 1.5,
    season: 0.28,
    peakDay: 40,
    fatality: 0.008,
  },
  {
    name: 'Simulated Coast',
    population: 980_000,
    seed: 71,
    reproduction: 1.66,
    season: 0.18,
    peakDay: 260,
    fatality: 0.005,
  },
  {
    name: 'Simulated Islands',
    population: 210_000,
    seed: 89,
    reproduction: 1.58,
    season: 0.1,
    peakDay: 100,
    fatality: 0.006,
  },
]

export const SIMULATED_REGIONS: readonly SimulatedRegion[] = REGION_FACTS.map((facts) => ({
  ...facts,
  code: facts.name.replace('Simulated ', 'SIM-').toUpperCase(),
}))

export const SIMULATION_START = dayOf(2025, 1, 1) as number

const LATENT_DAYS = 3
const INFECTIOUS_DAYS = 5
/** Days after which an immunity is lost, on average. */
const IMMUNE_DAYS = 210
/** Part of the infections that is ever counted. */
const ASCERTAINMENT = 0.35
const DEATH_DELAY_DAYS = 18
/** How much of a day's counts is reported on that day of the week, Monday first. */
const REPORTING = [1.22, 1.12, 1.06, 1.02, 1.0, 0.86, 0.72]

/**
 * Cumulative cases and deaths from `SIMULATION_START` to `lastDay`: an SEIR epidemic with waning immunity, a season,
 * a reporting week and noise.
 */
export function simulateRegion(
  region: SimulatedRegion,
  lastDay: number,
): { readonly cases: DailySeries; readonly deaths: DailySeries } {
  const days = Math.max(0, lastDay - SIMULATION_START + 1)
  const random = seededRandom(region.seed)
  const cases = new Float64Array(days)
  const deaths = new Float64Array(days)
  const infections = new Float64Array(days)
  let susceptible = region.population * 0.7
  let exposed = region.population * 0.0004
  let infectious = region.population * 0.0004
  let immune = region.population - susceptible - exposed - infectious
  let totalCases = Math.round(region.population * 0.08)
  let totalDeaths = Math.round(totalCases * region.fatality)
  let drift = 0
  for (let i = 0; i < days; i++) {
    const day = SIMULATION_START + i
    const angle = (2 * Math.PI * (day - SIMULATION_START - region.peakDay)) / 365.25
    // Behaviour and variants, as a slowly wandering factor.
    drift = 0.985 * drift + 0.012 * normal(random)
    const beta =
      (region.reproduction / INFECTIOUS_DAYS) * (1 + region.season * Math.cos(angle)) * Math.exp(drift)
    const infected = Math.min(susceptible, (beta * susceptible * infectious) / region.population)
    const falling = exposed / LATENT_DAYS
    const recovering = infectious / INFECTIOUS_DAYS
    const waning = immune / IMMUNE_DAYS
    susceptible += waning - infected
    exposed += infected - falling
    // A few arrivals keep the epidemic from dying out for good.
    infectious += falling - recovering + region.population * 1e-7
    immune += recovering - waning
    infections[i] = falling
    const weekday = (day + 3) % 7
    const expected = falling * ASCERTAINMENT * (REPORTING[weekday] as number)
    totalCases += noisyCount(expected, 0.12, random)
    const sick = infections[i - DEATH_DELAY_DAYS] ?? (infections[0] as number)
    totalDeaths += noisyCount(sick * ASCERTAINMENT * region.fatality, 0.1, random)
    cases[i] = totalCases
    deaths[i] = totalDeaths
  }
  return {
    cases: { startDay: SIMULATION_START, values: cases },
    deaths: { startDay: SIMULATION_START, values: deaths },
  }
}

/** A whole number ≥ 0 around the expectation: counting noise and a relative one. */
function noisyCount(expected: number, relative: number, random: () => number): number {
  const deviation = Math.sqrt(expected + (relative * expected) ** 2)
  return Math.max(0, Math.round(expected + deviation * normal(random)))
}

/** Standard normal by Box and Muller. Draws two numbers every time, so that streams stay aligned. */
function normal(random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()))
  return radius * Math.cos(2 * Math.PI * random())
}

/** Mulberry32 (Tommy Ettinger): small, good enough for a simulation, the same on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
