import type { Metadata } from 'next'
import { parseTableState } from '#components/data-table/table-url-state.ts'
import { PageHeader } from '#components/shell/page-header.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Code } from '#components/ui/code.tsx'
import { env } from '#lib/platform/config/env.ts'
import { countMails, listMailRows, MAIL_STATUSES } from '#lib/platform/mail/outbox-report.ts'
import { openAdminPage } from '../_page.ts'
import { tableDensity } from '../_table.ts'
import { MAILS_TABLE, outboxHeader } from './_config.ts'
import { MailsTable } from './_mails-table.tsx'

export const metadata: Metadata = { title: 'Outbox' }

export default async function OutboxPage(props: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  await openAdminPage('/admin/outbox')
  const state = parseTableState(await props.searchParams, MAILS_TABLE)
  const status = MAIL_STATUSES.find((known) => known === state.filters.status)
  const [page, counts] = await Promise.all([
    listMailRows({ status, before: state.cursor ?? undefined, limit: state.size }),
    countMails(),
  ])
  const total = status ? counts[status] : Object.values(counts).reduce((sum, count) => sum + count, 0)
  return (
    <>
      <PageHeader {...outboxHeader} />
      {env().SMTP_URL === undefined ? (
        <Banner tone="info" title="No mail server is set" className="mb-4">
          Mails are held: open one to hand its link to the person. With <Code>SMTP_URL</Code> set at the next
          start, new ones are sent.
        </Banner>
      ) : null}
      <MailsTable
        mails={page.items}
        nextCursor={page.nextCursor}
        total={total}
        density={await tableDensity()}
      />
    </>
  )
}
