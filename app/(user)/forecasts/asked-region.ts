import 'server-only'
import { cache } from 'react'
import { findCountry, findRegion, type RegionIdentity } from '#lib/series/service.ts'

/** The part of an address as people wrote it; a broken escape is read as it stands. */
export function spoken(region: string): string {
  try {
    return decodeURIComponent(region).slice(0, 120)
  } catch {
    return region.slice(0, 120)
  }
}

/** The region that an address means: one with data, else a country that has none yet, else null. */
export const askedRegion = cache(async (query: string): Promise<RegionIdentity | null> => {
  const region = await findRegion(query)
  return region.ok ? region.value : findCountry(query)
})
