'use client'

import { Link } from '#components/ui/link.tsx'
import type { ConflictRecord, Snapshot } from '#lib/bridge/schema.ts'
import { ConflictList, listConflicts } from '#lib/bridge/ui/conflict-list.tsx'
import { useLockstep } from '#lib/bridge/ui/lockstep-provider.tsx'
import { openConflicts } from '#lib/bridge/ui/open-conflicts.ts'
import { useConflicts } from '#lib/bridge/ui/use-conflicts.ts'
import { type EntityView, useEntity } from '#lib/bridge/ui/use-entity.ts'
import type { AccountFields, ProfileFields } from './record.ts'

/** What cannot be put in place from here: only staff may change it, or, the e-mail, only with the password. */
const NOT_HERE = new Set(['role', 'permissions', 'status', 'plan', 'email'])

export interface OwnConflictsProps {
  account: Snapshot
  profile: Snapshot
  conflicts: { user: readonly ConflictRecord[]; profile: readonly ConflictRecord[] }
}

function useOwnConflicts({ account, profile, conflicts }: OwnConflictsProps) {
  const { viewer } = useLockstep()
  const user = useEntity<AccountFields>('user', account.id, account)
  const person = useEntity<ProfileFields>('profile', profile.id, profile)
  const ofUser = useConflicts('user', account.id, conflicts.user).data ?? []
  const ofProfile = useConflicts('profile', profile.id, conflicts.profile).data ?? []
  const now = [meta('user', account.id, user), meta('profile', profile.id, person)]
  const open = openConflicts([...ofUser, ...ofProfile], now, viewer.id)
  const listed = [
    ...listConflicts(ofUser, user, (field) => !NOT_HERE.has(field)),
    ...listConflicts(ofProfile, person, () => true),
  ].sort((left, right) => (left.record.id < right.record.id ? 1 : -1))
  return { open, listed }
}

function meta(
  entity: string,
  id: string,
  view: Pick<EntityView<object>, 'meta'>,
): Pick<Snapshot, 'entity' | 'id' | 'meta'> {
  return { entity, id, meta: view.meta }
}

/** The conflicts that wait for the person, each with both values and "use mine". */
export function OpenConflicts(props: OwnConflictsProps) {
  const { open, listed } = useOwnConflicts(props)
  const ids = new Set(open.map(({ id }) => id))
  if (ids.size === 0) {
    return (
      <p className="text-ink-2">
        None. When staff and you change the same field at once, both values show up here.
      </p>
    )
  }
  return <ConflictList conflicts={listed.filter(({ record }) => ids.has(record.id))} />
}

/** Everything that was ever disputed, what waits first. */
export function AllConflicts(props: OwnConflictsProps) {
  const { open, listed } = useOwnConflicts(props)
  const ids = new Set(open.map(({ id }) => id))
  const waiting = listed.filter(({ record }) => ids.has(record.id))
  const settled = listed.filter(({ record }) => !ids.has(record.id))
  if (listed.length === 0) {
    return (
      <p className="text-ink-2">
        None so far. When staff and you change the same field at once, both values are kept here, with who won
        and by which rule.
      </p>
    )
  }
  return (
    <div className="grid gap-4">
      {waiting.length > 0 ? <ConflictList conflicts={waiting} /> : null}
      {settled.length > 0 ? (
        <details className="group">
          <summary className="cursor-pointer rounded-sm text-ink-2 hover:text-ink">
            {settled.length} settled {settled.length === 1 ? 'conflict' : 'conflicts'}
          </summary>
          <div className="mt-3">
            <ConflictList conflicts={settled.slice(0, 20)} />
            {settled.length > 20 ? (
              <p className="mt-3 text-ink-3 text-sm">
                The newest 20 of {settled.length}; all of them are at{' '}
                <Link href="/api/v1/lockstep/conflicts" prefetch={false}>
                  the API
                </Link>
                .
              </p>
            ) : null}
          </div>
        </details>
      ) : null}
    </div>
  )
}
