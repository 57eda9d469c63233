import type { Metadata } from 'next'
import { PageHeader } from '#components/shell/page-header.tsx'
import { DeletedAccount } from '#lib/accounts/ui/admin/deleted-account.tsx'
import { PersonBoard } from '#lib/accounts/ui/admin/person-board.tsx'
import { PersonName, PersonState } from '#lib/accounts/ui/admin/person-state.tsx'
import { SendReset } from '#lib/accounts/ui/admin/send-reset.tsx'
import { openPagesOf } from '#lib/bridge/debug.ts'
import { readPersonTimeline } from '#lib/bridge/debug-stream.ts'
import { findDeletion, getSnapshot, listConflicts } from '#lib/bridge/service.ts'
import { PresenceLine } from '#lib/bridge/ui/presence.tsx'
import { env } from '#lib/platform/config/env.ts'
import { openAdminPage } from '../../_page.ts'
import { orFail } from '../../_result.ts'
import { readOlderEvents } from './_actions.ts'
import { EVENTS_A_PAGE, personEvent } from './_events.ts'

export const metadata: Metadata = { title: 'User' }

const CONFLICTS = 50

export default async function UserPage(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params
  const { actor } = await openAdminPage(`/admin/users/${id}`)
  const [user, person, ofUser, ofProfile, timeline] = await Promise.all([
    getSnapshot('user', id, actor),
    getSnapshot('profile', id, actor),
    listConflicts(actor, { entity: 'user', entityId: id, limit: CONFLICTS }),
    listConflicts(actor, { entity: 'profile', entityId: id, limit: CONFLICTS }),
    readPersonTimeline(actor, id, { limit: EVENTS_A_PAGE }),
  ])
  const deletion = user.ok ? null : await findDeletion(actor, 'user', id)
  if (deletion) {
    return (
      <>
        <PageHeader title="Deleted account" />
        <DeletedAccount gone={{ by: deletion.actor, at: deletion.at }} />
      </>
    )
  }
  const account = orFail(user)
  const { items, nextCursor } = orFail(timeline)
  return (
    <>
      <PageHeader
        title={<PersonName account={account} />}
        state={<PersonState account={account} />}
        actions={<SendReset account={account} held={env().SMTP_URL === undefined} />}
      />
      <PresenceLine
        records={[
          ['user', id],
          ['profile', id],
        ]}
      />
      <PersonBoard
        key={id}
        id={id}
        account={account}
        profile={orFail(person)}
        openPages={openPagesOf(id)}
        conflicts={{ user: ofUser, profile: ofProfile }}
        timeline={{ items: items.map(personEvent), nextCursor }}
        readOlder={readOlderEvents}
      />
    </>
  )
}
