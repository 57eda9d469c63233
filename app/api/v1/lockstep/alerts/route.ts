import { route } from '#app/api/_wrapper.ts'
import { listAlerts, listRules } from '#lib/bridge/monitor/alert-service.ts'
import { listAlerts as contract } from '#lib/bridge/monitor/contract.ts'
import { ok } from '#lib/core/result.ts'

export const GET = route(contract, async ({ query, actor }) => {
  const [alerts, rules] = await Promise.all([listAlerts(actor, query.limit), listRules(actor)])
  if (!alerts.ok) return alerts
  return rules.ok ? ok({ items: alerts.value, rules: rules.value }) : rules
})
