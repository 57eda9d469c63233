'use client'

import { useQuery } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { ButtonLink } from '#components/ui/button.tsx'

type Near = readonly { code: string; name: string }[]

/** The API's refusal of an unknown region names the regions that sound like it. */
async function fetchNear(query: string, signal: AbortSignal): Promise<Near> {
  const response = await fetch(`/api/forecasts/region/${encodeURIComponent(query)}`, { signal })
  const answer = (await response.json()) as { near?: Near }
  return answer.near ?? []
}

/** What somebody may have meant by a region that does not exist. */
export function NearRegions() {
  const { region } = useParams<{ region: string }>()
  const query = readable(region)
  const { data: near = [], isLoading } = useQuery({
    queryKey: ['near-regions', query],
    queryFn: ({ signal }) => fetchNear(query, signal),
  })
  return (
    <div className="grid gap-4">
      <p className="max-w-[72ch] text-ink-2">
        Nothing is called <span className="break-words font-medium text-ink">“{query}”</span>.{' '}
        {near.length > 0
          ? 'Did you mean one of these?'
          : 'Regions go by their name, another name of theirs, or the three letters of ISO 3166, like PRT.'}
      </p>
      <p className="flex min-h-10 flex-wrap gap-2" aria-busy={isLoading}>
        {near.map(({ code, name }) => (
          <ButtonLink key={code} href={`/forecasts/${encodeURIComponent(code)}`}>
            {name}
          </ButtonLink>
        ))}
        <ButtonLink href="/forecasts" variant={near.length > 0 ? 'ghost' : 'primary'}>
          All regions
        </ButtonLink>
      </p>
    </div>
  )
}

function readable(region: string): string {
  try {
    return decodeURIComponent(region).slice(0, 120)
  } catch {
    return region.slice(0, 120)
  }
}
