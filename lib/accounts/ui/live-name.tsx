'use client'

import { Changed } from '#components/feedback/changed-by.tsx'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import { useSinceOpened } from '#lib/bridge/ui/use-since-opened.ts'
import type { AccountFields } from './record.ts'

/** The person's name as it is now. */
export function LiveName({ account }: { account: Snapshot }) {
  const view = useEntity<AccountFields>('user', account.id, account)
  const changed = useSinceOpened(view)
  return <Changed {...changed('name')}>{view.fields.name}</Changed>
}
