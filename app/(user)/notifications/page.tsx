import type { Metadata } from 'next'
import { PageHeader } from '#components/shell/page-header.tsx'
import { readNotificationsPage } from '#lib/notifications/page-service.ts'
import { NotificationsBoard } from '#lib/notifications/ui/notifications-board.tsx'
import { openUserPage } from '../user-page.tsx'

export const metadata: Metadata = { title: 'Notifications' }

export default async function NotificationsPage({ searchParams }: PageProps<'/notifications'>) {
  const { actor } = await openUserPage('/notifications')
  const page = await readNotificationsPage(actor, await searchParams)
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title="Notifications"
        description="What happened to your record while you looked elsewhere."
      />
      <NotificationsBoard key={page.key} {...page.board} href="/notifications" />
    </div>
  )
}
