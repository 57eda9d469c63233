import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { CopyText } from '#components/feedback/copy-text.tsx'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { Card } from '#components/ui/card.tsx'
import { Status } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import { note } from '#lib/audit/action-service.ts'
import { findMail } from '#lib/platform/mail/outbox.ts'
import type { MailStatus } from '#lib/platform/mail/outbox-report.ts'
import { openAdminPage } from '../../_page.ts'
import { mailWords, purposeWords } from '../_config.ts'

export const metadata: Metadata = { title: 'Mail' }

const ADDRESS = /https?:\/\/\S+/g

export default async function MailPage(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params
  const { actor } = await openAdminPage(`/admin/outbox/${id}`)
  const mail = await findMail(id)
  if (!mail) notFound()
  const { tone, word, why } = mailWords[mail.status as MailStatus]
  const links = [...new Set(mail.text.match(ADDRESS) ?? [])]
  // Whoever reads such a mail could act as somebody else.
  if (links.length > 0)
    await note({ actor, action: 'admin.read-mail-with-link', target: `mail/${id}` }, 'done')
  return (
    <>
      <PageHeader
        title={mail.subject}
        state={
          <>
            <Status tone={tone} title={why}>
              {word}
            </Status>
            <span className="[overflow-wrap:anywhere]">to {mail.to}</span>
            <span>
              written <Time at={mail.createdAt} />
            </span>
            {mail.sentAt ? (
              <span>
                sent <Time at={mail.sentAt} />
              </span>
            ) : null}
          </>
        }
      />
      <div className="grid max-w-3xl gap-4">
        {mail.error ? (
          <ErrorState title={`Sending failed ${mail.attempts} ${mail.attempts === 1 ? 'time' : 'times'}`}>
            <p>{mail.error}</p>
          </ErrorState>
        ) : null}
        {links.length > 0 ? (
          <Card
            title="Links in this mail"
            description="Whoever opens one acts as the person it was written to."
          >
            <ul className="grid gap-2">
              {links.map((link) => (
                <li key={link}>
                  <CopyText text={link} />
                </li>
              ))}
            </ul>
          </Card>
        ) : null}
        <Card title="Text" description={`Why it was written: ${purposeWords(mail.purpose)}`}>
          {/* Text stays text: whatever a mail holds, nothing of it runs or loads here. */}
          <p className="max-w-[72ch] whitespace-pre-wrap [overflow-wrap:anywhere]">{mail.text}</p>
        </Card>
      </div>
    </>
  )
}
