'use client'

import type { DataColumn } from '#components/data-table/column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { Density } from '#components/data-table/density.ts'
import { useTableUrlState } from '#components/data-table/use-table-url-state.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Status } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import type { MailRow } from '#lib/platform/mail/outbox-report.ts'
import { MAILS_TABLE, mailWords, purposeWords } from './_config.ts'

const columns: readonly DataColumn<MailRow>[] = [
  { id: 'subject', header: 'Subject', card: 'title', cell: (mail) => mail.subject },
  {
    id: 'to',
    header: 'To',
    width: 'w-80 min-w-56',
    cell: (mail) => <span className="[overflow-wrap:anywhere]">{mail.to}</span>,
  },
  { id: 'purpose', header: 'Why', width: 'w-48', hideable: true, cell: (mail) => purposeWords(mail.purpose) },
  {
    id: 'status',
    header: 'Status',
    width: 'w-32',
    cell: (mail) => {
      const { tone, word, why } = mailWords[mail.status]
      return (
        <Status tone={tone} look="plain" title={mail.error ?? why}>
          {word}
        </Status>
      )
    },
  },
  { id: 'at', header: 'Written', width: 'w-36', cell: (mail) => <Time at={mail.createdAt} /> },
]

export function MailsTable({
  mails,
  nextCursor,
  total,
  density,
}: {
  mails: readonly MailRow[]
  nextCursor: string | null
  total: number
  density: Density
}) {
  return (
    <DataTable
      label="Outbox"
      noun={['mail', 'mails']}
      columns={columns}
      rows={mails}
      rowId={(mail) => mail.id}
      rowLabel={(mail) => `${mail.subject}, to ${mail.to}`}
      rowHref={(mail) => `/admin/outbox/${mail.id}`}
      nextCursor={nextCursor}
      total={total}
      url={useTableUrlState(MAILS_TABLE)}
      defaultDensity={density}
      empty={
        <EmptyState title="No mail was written yet">
          Links for new passwords and other messages to people appear here.
        </EmptyState>
      }
    />
  )
}
