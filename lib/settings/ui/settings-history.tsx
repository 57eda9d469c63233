'use client'

import { useCallback, useState } from 'react'
import { Card } from '#components/ui/card.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Envelope, FieldValue } from '#lib/bridge/schema.ts'
import { actorWords, fieldWords, valueWords } from '#lib/bridge/ui/field-words.ts'
import { useLockstep, useLockstepEvents } from '#lib/bridge/ui/lockstep-provider.tsx'
import type { SettingsChange } from './settings-fields.ts'

const SETTINGS = new Set(['settings', 'staff-settings'])

/** Who set what and when, newest first; grows while one looks. */
export function SettingsHistory({ initial, limit }: { initial: readonly SettingsChange[]; limit: number }) {
  const { viewer } = useLockstep()
  const [heard, setHeard] = useState<readonly SettingsChange[]>([])
  useLockstepEvents(
    useCallback((event: Envelope) => {
      if (!SETTINGS.has(event.entity)) return
      const { id, type, fields, actor, conflicts, committedAt } = event
      const change = { id, type, values: fields, actor, conflicts: conflicts.length, at: committedAt }
      setHeard((before) => [change, ...before])
    }, []),
  )
  const known = new Set(initial.map(({ id }) => id))
  const changes = [...heard.filter(({ id }) => !known.has(id)), ...initial].slice(0, limit)
  return (
    <Card title="History" description={`The last ${limit} changes, as far back as events are kept.`} flush>
      {changes.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">Nothing has been changed since the product was set up.</p>
      ) : (
        <ol className="divide-y border-t" aria-live="polite" aria-relevant="additions">
          {changes.map((change) => (
            <li key={change.id} data-change={change.type} className="grid gap-0.5 px-4 py-2">
              <p className="text-ink-3 text-sm">
                {actorWords(change.actor, viewer)} · <Time at={change.at} />
                {change.conflicts > 0 ? ' · in conflict with another change' : ''}
              </p>
              {Object.entries(change.values).map(([field, value]) => (
                <p key={field} className="[overflow-wrap:anywhere]">
                  <span className="text-ink-2">{fieldWords(field)}:</span> {valueWords(value as FieldValue)}
                </p>
              ))}
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
