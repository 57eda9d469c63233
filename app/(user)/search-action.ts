'use server'

import type { CommandItem } from '#components/command/command-item.ts'
import { requireActor } from '#lib/accounts/session.ts'
import { GLOBAL_REGION, listRegions } from '#lib/series/service.ts'

const MOST = 8

/** Regions whose name, code or other name holds the text, for ⌘K. */
export async function searchRegions(query: string): Promise<CommandItem[]> {
  const actor = await requireActor('user')
  if (!actor.ok) return []
  const wanted = String(query).trim().slice(0, 80).toLocaleLowerCase()
  if (wanted === '') return []
  const regions = [GLOBAL_REGION, ...(await listRegions())]
  return regions
    .filter(({ code, name, aliases }) =>
      [code, name, ...aliases].some((word) => word.toLocaleLowerCase().includes(wanted)),
    )
    .slice(0, MOST)
    .map(({ code, name, kind }) => ({
      id: `region:${code}`,
      label: `Forecast of ${name}`,
      group: 'Records',
      href: `/forecasts/${encodeURIComponent(code)}`,
      hint: kind === 'simulated' ? 'simulated' : code,
    }))
}
