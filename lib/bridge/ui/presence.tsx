'use client'

import { Avatar } from '#components/ui/avatar.tsx'
import type { PresentPerson } from '../wire.ts'
import { usePresence } from './use-presence.ts'

/** "Ada (admin)", "Ada (admin) and Abe (admin)", "Ada (admin) and 2 others". */
export function peopleWords(people: readonly PresentPerson[]): string {
  const names = people.map(({ name, role }) => `${name} (${role})`)
  if (names.length <= 1) return names[0] ?? ''
  return names.length === 2 ? `${names[0]} and ${names[1]}` : `${names[0]} and ${names.length - 1} others`
}

/**
 * Who else is in a field just now, beside its label; `brief` where the label's line has more to say. Not announced: the
 * line at the top of the page is.
 */
export function FieldPresence({
  people,
  brief = false,
}: {
  people: readonly PresentPerson[]
  brief?: boolean
}) {
  const [first] = people
  if (!first) return null
  const words = `${peopleWords(people)} ${people.length === 1 ? 'is' : 'are'} here`
  return (
    <span
      data-present={people.length}
      title={words}
      className="inline-flex animate-appear items-center gap-1.5 text-ink-2 text-sm"
    >
      <Avatar name={first.name} size="sm" />
      {brief ? <span className="sr-only">{words}</span> : words}
    </span>
  )
}

/** Who else edits a record just now: one calm line at the top of its page, announced once when it changes. */
export function PresenceLine({ records }: { records: readonly (readonly [entity: string, id: string])[] }) {
  return (
    <div role="status" data-presence-line>
      {records.map(([entity, id]) => (
        <RecordPresence key={`${entity}:${id}`} entity={entity} id={id} />
      ))}
    </div>
  )
}

const RECORD_WORDS: Readonly<Record<string, string>> = {
  user: 'the account',
  profile: 'the profile',
  preferences: 'the settings',
  settings: 'what everyone sees',
  'staff-settings': 'what staff see',
}

function RecordPresence({ entity, id }: { entity: string; id: string }) {
  const people = usePresence(entity, id)
  if (people.length === 0) return null
  return (
    <p className="flex animate-appear flex-wrap items-center gap-x-2 gap-y-1 pb-2 text-ink-2">
      <span className="flex -space-x-1.5" aria-hidden="true">
        {people.slice(0, 3).map((person) => (
          <Avatar key={person.id} name={person.name} size="sm" />
        ))}
      </span>
      {peopleWords(people)} {people.length === 1 ? 'is' : 'are'} editing{' '}
      {RECORD_WORDS[entity] ?? 'this record'}
    </p>
  )
}
