'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ReadFailure } from '#lib/bridge/queries.ts'
import type { Envelope } from '#lib/bridge/schema.ts'
import { useLockstep, useLockstepEvents } from '#lib/bridge/ui/lockstep-provider.tsx'
import { usePainted } from '#lib/bridge/ui/use-painted.ts'
import type { RegionChart } from '../answers.ts'

export const forecastKeys = {
  chart: (code: string) => ['forecast-chart', code] as const,
}

/** The server answers with an older forecast than an event has told of: ask again in a moment. */
class BehindTheEvent extends Error {}

const TRIES_BEHIND = 8

/** Null while there is no forecast of the region. */
async function fetchChart(code: string, signal: AbortSignal): Promise<RegionChart | null> {
  const response = await fetch(`/api/charts/${encodeURIComponent(code)}`, { signal })
  if (response.status === 503 || response.status === 404) return null
  if (!response.ok) throw new ReadFailure(response.status)
  return (await response.json()) as RegionChart
}

export type RegionChartView = {
  readonly chart: RegionChart | null
  /** A newer forecast is on its way; the one shown stays until it is here. */
  readonly fetching: boolean
  readonly error: Error | null
  /** Version of the forecast with which the page was opened: later ones are news. */
  readonly openedAt: number
}

/**
 * A region's chart and forecast, live: when a new forecast is published it is fetched whole and replaces the old one in
 * one go, and only then counts as seen.
 *
 * @param initial what the server read for the page: null when there was none, undefined when it did not look.
 */
export function useRegionChart(code: string, initial: RegionChart | null | undefined): RegionChartView {
  const { known } = useLockstep()
  const queries = useQueryClient()
  const wanted = useRef(0)
  const key = forecastKeys.chart(code)
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const chart = await fetchChart(code, signal)
      if ((chart?.forecast.version ?? 0) < wanted.current) throw new BehindTheEvent()
      return chart
    },
    ...(initial === undefined ? {} : { initialData: initial }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: (failures, cause) => failures < (cause instanceof BehindTheEvent ? TRIES_BEHIND : 3),
    retryDelay: (failures) => Math.min(2_000, 100 * 2 ** failures),
  })
  const chart = query.data ?? null
  const version = chart?.forecast.version
  const [openedAt, setOpenedAt] = useState(version ?? null)
  if (openedAt === null && query.data !== undefined) setOpenedAt(version ?? 0)

  const want = useCallback(
    (newest: number) => {
      wanted.current = Math.max(wanted.current, newest)
      const held = queries.getQueryData<RegionChart | null>(forecastKeys.chart(code))
      if ((held?.forecast.version ?? 0) < newest) {
        void queries.invalidateQueries({ queryKey: forecastKeys.chart(code) })
      }
    },
    [queries, code],
  )

  // The server drew the page again, perhaps with a newer forecast than the one in the cache.
  useEffect(() => {
    const held = queries.getQueryData<RegionChart | null>(forecastKeys.chart(code))
    if (initial && (held?.forecast.version ?? 0) < initial.forecast.version) {
      queries.setQueryData(forecastKeys.chart(code), initial)
    }
  }, [queries, code, initial])

  // Events that came while the page was on its way here.
  useEffect(() => {
    const heard = known.of('forecast', code)
    if (heard > 0) want(heard)
  }, [known, code, want])

  useLockstepEvents(
    useCallback(
      (event: Envelope) => {
        if (event.entity === 'forecast' && event.entityId === code) want(event.version)
      },
      [code, want],
    ),
  )
  usePainted('forecast', code, version)
  return { chart, fetching: query.isFetching, error: query.error, openedAt: openedAt ?? version ?? 0 }
}
