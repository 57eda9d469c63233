'use client'

import { Card } from '#components/ui/card.tsx'
import { Time } from '#components/ui/time.tsx'
import type { FieldStamp } from '#lib/bridge/schema.ts'
import { actorWords, fieldWords } from '#lib/bridge/ui/field-words.ts'
import { useLockstep } from '#lib/bridge/ui/lockstep-provider.tsx'

/** Who changed each field last and when, the newest first. */
export function FieldHistory({ stamps }: { stamps: Readonly<Record<string, FieldStamp>> }) {
  const { viewer } = useLockstep()
  const rows = Object.entries(stamps).sort(([, a], [, b]) => b.at.localeCompare(a.at))
  return (
    <Card title="Who changed what last" flush>
      {rows.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">No field was changed since the account was made.</p>
      ) : (
        <ul className="divide-y border-t">
          {rows.map(([field, stamp]) => (
            <li
              key={field}
              data-stamp={field}
              className="flex flex-wrap items-baseline justify-between gap-x-3 px-4 py-1.5"
            >
              <span>{fieldWords(field)}</span>
              <span className="text-ink-3 text-sm">
                {actorWords(stamp.actor, viewer)}, {stamp.actor.portal} · <Time at={stamp.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
