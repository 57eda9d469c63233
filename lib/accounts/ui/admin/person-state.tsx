'use client'

import { Badge } from '#components/ui/badge.tsx'
import { Status } from '#components/ui/status.tsx'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import { planWords } from '../plan-words.ts'
import type { AccountFields } from '../record.ts'

/** The person's name in the heading, live. */
export function PersonName({ account }: { account: Snapshot }) {
  return <>{useEntity<AccountFields>('user', account.id, account).fields.name}</>
}

/** Status, role, plan and address in one line, live. */
export function PersonState({ account }: { account: Snapshot }) {
  const { fields, gone } = useEntity<AccountFields>('user', account.id, account)
  const { email, role, status, plan } = fields
  if (gone) {
    return (
      <>
        <Status tone="neutral">Deleted</Status>
        <span className="[overflow-wrap:anywhere]">{email}</span>
      </>
    )
  }
  return (
    <>
      {status === 'active' ? <Status tone="good">Active</Status> : <Status tone="bad">Suspended</Status>}
      <Badge tone={role === 'admin' ? 'accent' : 'neutral'}>{role === 'admin' ? 'Admin' : 'User'}</Badge>
      <Badge>{planWords(plan)}</Badge>
      <span className="[overflow-wrap:anywhere]">{email}</span>
    </>
  )
}
