import 'server-only'
import { LRUCache } from 'lru-cache'
import { subscribeToEvents } from '#lib/bridge/service.ts'
import { processSingleton } from '#lib/platform/runtime.ts'
import type { RegionIdentity } from './regions.ts'
import * as repo from './repo.ts'

type RegionCache = {
  readonly lists: LRUCache<string, { regions: readonly RegionIdentity[] }>
  generation: number
}

/** The list of regions changes only when something is published; every look-up by name needs it. */
function regionCache(): RegionCache {
  return processSingleton('series.regions', () => {
    const cache: RegionCache = { lists: new LRUCache({ max: 1, ttl: 60_000 }), generation: 0 }
    subscribeToEvents(['series.published'], dropRegionCache, { name: 'series.regions' })
    return cache
  })
}

export function dropRegionCache(): void {
  const cache = regionCache()
  cache.generation++
  cache.lists.clear()
}

/** The same list straight from the database, for work that must not miss a region just published elsewhere. */
export function readRegions(): Promise<RegionIdentity[]> {
  return repo.listRegions()
}

/** Regions with data from a source that has not retired, by code. */
export async function listRegions(): Promise<readonly RegionIdentity[]> {
  const cache = regionCache()
  const held = cache.lists.get('all')
  if (held) return held.regions
  const { generation } = cache
  const regions = Object.freeze(await repo.listRegions())
  // What was read before a publication must not be kept after it.
  if (cache.generation === generation) cache.lists.set('all', { regions })
  return regions
}
