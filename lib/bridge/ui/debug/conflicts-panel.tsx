import { Card } from '#components/ui/card.tsx'
import { Link } from '#components/ui/link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ConflictRecord } from '../../schema.ts'
import { fieldWords, ruleWords, valueWords } from '../field-words.ts'

const PERSONAL = new Set(['user', 'profile', 'preferences'])

/** The latest disagreements: both values, who won, by which rule. */
export function ConflictsPanel({ conflicts }: { conflicts: readonly ConflictRecord[] }) {
  return (
    <Card
      title="Recent conflicts"
      description="Two people changed one field, or a protected field was written"
      flush
    >
      {conflicts.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">None recorded.</p>
      ) : (
        <ul
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label="Recent conflicts"
          className="max-h-96 divide-y overflow-y-auto border-t focus-visible:-outline-offset-2"
        >
          {conflicts.map((conflict) => (
            <li key={conflict.id} data-conflict={conflict.field} className="grid gap-1 px-4 py-2.5">
              <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                <span className="font-medium">
                  {PERSONAL.has(conflict.entity) ? (
                    <Link tone="quiet" href={`/admin/users/${conflict.entityId}`}>
                      {fieldWords(conflict.field)}
                    </Link>
                  ) : (
                    fieldWords(conflict.field)
                  )}{' '}
                  <span className="font-normal text-ink-3 text-sm">of {conflict.entity}</span>
                </span>
                <span className="text-ink-3 text-sm">
                  <Time at={conflict.at} />
                </span>
              </p>
              <dl className="grid grid-cols-[auto_1fr] gap-x-3 text-sm">
                <dt className="text-ink-3">stands</dt>
                <dd className="min-w-0 [overflow-wrap:anywhere]">
                  “{valueWords(conflict.kept.value)}” <By name={conflict.kept.actor.name} />
                </dd>
                <dt className="text-ink-3">not kept</dt>
                <dd className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">
                  “{valueWords(conflict.lost.value)}” <By name={conflict.lost.actor.name} />
                </dd>
                <dt className="text-ink-3">rule</dt>
                <dd>{ruleWords(conflict.rule).name}</dd>
              </dl>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function By({ name }: { name: string }) {
  return <span className="text-ink-3">by {name}</span>
}
