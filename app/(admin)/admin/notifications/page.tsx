import type { Metadata } from 'next'
import { PageHeader } from '#components/shell/page-header.tsx'
import { readNotificationsPage } from '#lib/notifications/page-service.ts'
import { NotificationsBoard } from '#lib/notifications/ui/notifications-board.tsx'
import { openAdminPage } from '../_page.ts'
import { notificationsHeader } from './_header.ts'

export const metadata: Metadata = { title: 'Notifications' }

export default async function NotificationsPage({ searchParams }: PageProps<'/admin/notifications'>) {
  const { actor } = await openAdminPage('/admin/notifications')
  const page = await readNotificationsPage(actor, await searchParams)
  return (
    <div className="max-w-3xl">
      <PageHeader {...notificationsHeader} />
      <NotificationsBoard key={page.key} {...page.board} href="/admin/notifications" />
    </div>
  )
}
