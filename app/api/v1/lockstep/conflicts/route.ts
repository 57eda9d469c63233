import { route } from '#app/api/_wrapper.ts'
import { listConflicts as contract } from '#lib/bridge/contract.ts'
import { listConflicts } from '#lib/bridge/service.ts'
import { ok } from '#lib/core/result.ts'

export const GET = route(contract, async ({ query, actor }) => {
  const found = await listConflicts(actor, { ...query, limit: query.limit + 1 })
  const items = found.slice(0, query.limit)
  return ok({ items, nextCursor: found.length > items.length ? (items.at(-1)?.id ?? null) : null })
})
