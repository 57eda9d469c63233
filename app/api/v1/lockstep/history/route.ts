import { route } from '#app/api/_wrapper.ts'
import { readHistory as contract } from '#lib/bridge/monitor/contract.ts'
import { readHistory } from '#lib/bridge/monitor/minutes.ts'
import { ok } from '#lib/core/result.ts'

export const GET = route(contract, async ({ query, actor }) => {
  const stepMs = query.stepMinutes * 60_000
  const to = Math.ceil(Date.now() / stepMs) * stepMs
  const history = await readHistory(actor, {
    stage: query.stage,
    from: to - query.hours * 3_600_000,
    to,
    stepMs,
  })
  return history.ok ? ok({ items: history.value }) : history
})
