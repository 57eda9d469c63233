'use client'

import { useEffect, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Input } from '#components/ui/input.tsx'
import { Status } from '#components/ui/status.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { Time } from '#components/ui/time.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { changeAlertRule } from '../../monitor/actions.ts'
import type { AlertRule } from '../../monitor/alert-domain.ts'
import type { AlertRecord } from '../../monitor/schema.ts'
import { useLockstep } from '../lockstep-provider.tsx'
import { alertTitle, metricWords, ruleWordsOf, unitOf } from './alert-words.ts'

/** What is wrong now, what was lately, and what has to be so before staff are told. */
export function AlertsPanel({
  alerts,
  rules,
}: {
  alerts: readonly AlertRecord[]
  rules: readonly AlertRule[]
}) {
  const { client } = useLockstep()
  // Told by the socket at once; the report follows within two seconds and knows the past as well.
  const [told, setTold] = useState<{ open: readonly AlertRecord[]; before: readonly AlertRecord[] } | null>(
    null,
  )
  useEffect(() => client.onAlerts((open) => setTold({ open, before: alerts })), [client, alerts])
  const isNewer = told !== null && told.before === alerts
  const open = isNewer ? told.open : alerts.filter(({ resolved_at }) => resolved_at === null)
  const past = alerts.filter(
    ({ id, resolved_at }) => resolved_at !== null && !open.some((one) => one.id === id),
  )
  const [editing, setEditing] = useState(false)
  return (
    <Card
      title="Alerts"
      description={open.length === 0 ? 'Nothing is wrong that is watched' : undefined}
      action={
        <Button size="sm" variant="ghost" onClick={() => setEditing(!editing)} aria-expanded={editing}>
          {editing ? 'Hide rules' : `${rules.length} rules`}
        </Button>
      }
    >
      <ul aria-label="Alerts" className="grid gap-3">
        {open.map((alert) => (
          <AlertLine key={alert.id} alert={alert} />
        ))}
        {past.slice(0, 3).map((alert) => (
          <AlertLine key={alert.id} alert={alert} />
        ))}
      </ul>
      {open.length === 0 && past.length === 0 ? <p className="text-ink-2">None so far.</p> : null}
      {editing ? (
        <ul aria-label="Alert rules" className="mt-4 grid gap-3 border-t pt-4">
          {rules.map((rule) => (
            <RuleLine key={rule.id} rule={rule} />
          ))}
        </ul>
      ) : null}
    </Card>
  )
}

function AlertLine({ alert }: { alert: AlertRecord }) {
  const isOpen = alert.resolved_at === null
  return (
    <li data-alert={alert.rule} className="grid gap-0.5">
      <Status tone={isOpen ? alert.severity : 'neutral'} look="plain" className="font-medium">
        {alertTitle(alert.metric)}
      </Status>
      <p className="text-ink-2 text-sm">
        up to {metricWords(alert.metric, alert.worst)}, allowed {metricWords(alert.metric, alert.threshold)}
        {alert.detail ? `; ${alert.detail}` : ''}
      </p>
      <p className="text-ink-3 text-sm">
        {isOpen ? (
          <>
            since <Time at={alert.opened_at} />
          </>
        ) : (
          <>
            <Time at={alert.opened_at} />, over <Time at={alert.resolved_at ?? alert.opened_at} />
          </>
        )}
      </p>
    </li>
  )
}

function RuleLine({ rule }: { rule: AlertRule }) {
  const [shown, setShown] = useState(rule)
  const [text, setText] = useState(`${rule.threshold}`)
  async function change(what: Partial<Pick<AlertRule, 'threshold' | 'enabled'>>) {
    setShown({ ...shown, ...what })
    const changed = await changeAlertRule(rule.id, what).catch(() => null)
    if (changed?.ok) {
      setShown(changed.value)
      return setText(`${changed.value.threshold}`)
    }
    setShown(shown)
    setText(`${shown.threshold}`)
    const body =
      changed?.error.fields?.[0]?.message ?? changed?.error.message ?? 'The server could not be reached.'
    showToast({ tone: 'bad', title: 'The rule was not changed', body })
  }
  return (
    <li data-rule={rule.id} className="grid gap-1.5 text-sm">
      <Switch
        label={alertTitle(rule.metric)}
        hint={shown.enabled ? ruleWordsOf(shown) : 'nobody is told'}
        checked={shown.enabled}
        onChange={(event) => void change({ enabled: event.target.checked })}
      />
      <div className="flex items-center gap-2 text-ink-3">
        <span>Threshold</span>
        <Input
          className="w-24"
          aria-label={`Threshold: ${alertTitle(rule.metric)}`}
          inputMode="decimal"
          value={text}
          disabled={!shown.enabled}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => {
            if (text !== `${shown.threshold}`) void change({ threshold: Number(text) })
          }}
        />
        <span>{unitOf(rule.metric)}</span>
      </div>
    </li>
  )
}
