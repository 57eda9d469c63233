'use client'

import { useCallback, useState } from 'react'
import { Avatar } from '#components/ui/avatar.tsx'
import { Time } from '#components/ui/time.tsx'
import { type RecentChange, recentChange } from '../recent-change.ts'
import type { Envelope } from '../schema.ts'
import { actorWords, fieldWords } from './field-words.ts'
import { useLockstep, useLockstepEvents } from './lockstep-provider.tsx'

/** Who changed what of one's own record, newest first; grows while one looks. */
export function RecentChanges({ initial, limit }: { initial: readonly RecentChange[]; limit: number }) {
  const { viewer } = useLockstep()
  const [heard, setHeard] = useState<readonly RecentChange[]>([])
  useLockstepEvents(
    useCallback(
      (event: Envelope) => {
        if (event.entityId !== viewer.id || !OWN.has(event.entity)) return
        setHeard((before) => [recentChange(event), ...before].slice(0, limit))
      },
      [viewer.id, limit],
    ),
  )
  const known = new Set(initial.map(({ id }) => id))
  const fresh = heard.filter(({ id }) => !known.has(id))
  const changes = [...fresh, ...initial].slice(0, limit)

  if (changes.length === 0)
    return <p className="text-ink-3">Nothing has changed since your account was made.</p>
  return (
    <ol className="grid" aria-live="polite" aria-relevant="additions">
      {changes.map((change) => (
        <li
          key={change.id}
          className="relative flex gap-3 border-t py-2.5 first:border-t-0 first:pt-0 last:pb-0"
        >
          <Avatar name={change.actor.name} size="sm" />
          <p className="min-w-0 grow">
            <span className="font-medium">{sentenceStart(actorWords(change.actor, viewer))}</span>{' '}
            {doneWords(change)}
          </p>
          <span className="shrink-0 text-ink-3 text-sm">
            <Time at={change.at} />
          </span>
          {fresh.includes(change) && change.actor.id !== viewer.id ? (
            <span
              aria-hidden="true"
              data-flash
              className="pointer-events-none absolute -inset-x-2 inset-y-0.5 animate-flash rounded-sm mix-blend-multiply dark:mix-blend-screen"
            />
          ) : null}
        </li>
      ))}
    </ol>
  )
}

const OWN = new Set(['user', 'profile', 'preferences'])

function sentenceStart(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function doneWords({ type, entity, fields }: RecentChange): string {
  const names = fields.map((field) => fieldWords(field).toLowerCase())
  const listed =
    names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? 'nothing')
  if (type.endsWith('.created')) return 'made the account'
  if (type.endsWith('.conflict')) return `asked to change ${listed}, which did not go through`
  return `changed ${listed}${entity === 'preferences' ? ' in the settings' : ''}`
}
