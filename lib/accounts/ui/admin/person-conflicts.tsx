'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import type { ConflictRecord } from '#lib/bridge/schema.ts'
import { ConflictList, listConflicts } from '#lib/bridge/ui/conflict-list.tsx'
import { useConflicts } from '#lib/bridge/ui/use-conflicts.ts'
import type { EntityView } from '#lib/bridge/ui/use-entity.ts'
import type { AccountFields, ProfileFields } from '../record.ts'

/** Shown at first: the record beside it must stay in sight. */
const SHOWN = 3
/** What may be put back by one click. The rest ends sessions and asks first, or is no field at all. */
const PLAIN: ReadonlySet<string> = new Set(['name', 'email', 'plan'])

/** Every disagreement about this person's record: both values, who won, by which rule. */
export function PersonConflicts({
  id,
  account,
  profile,
  initial,
}: {
  id: string
  account: EntityView<AccountFields>
  profile: EntityView<ProfileFields>
  initial: { user: readonly ConflictRecord[]; profile: readonly ConflictRecord[] }
}) {
  const [all, setAll] = useState(false)
  const ofUser = useConflicts('user', id, initial.user).data ?? []
  const ofProfile = useConflicts('profile', id, initial.profile).data ?? []
  const listed = [
    ...listConflicts(ofUser, account, (field) => PLAIN.has(field)),
    ...listConflicts(ofProfile, profile, () => true),
  ].sort((left, right) => (left.record.id < right.record.id ? 1 : -1))
  return (
    <Card title="Conflicts" description="When two sides changed one field, or a protected field was written.">
      {listed.length === 0 ? (
        <p className="text-ink-2">None so far.</p>
      ) : (
        <>
          <ConflictList conflicts={all ? listed : listed.slice(0, SHOWN)} />
          {listed.length > SHOWN ? (
            <p className="mt-3 flex flex-wrap items-center justify-between gap-2 text-ink-3 text-sm">
              {all ? `All ${listed.length}` : `The newest ${SHOWN} of ${listed.length}`}
              <Button size="sm" aria-expanded={all} onClick={() => setAll(!all)}>
                {all ? 'Show fewer' : 'Show all'}
              </Button>
            </p>
          ) : null}
        </>
      )}
    </Card>
  )
}
