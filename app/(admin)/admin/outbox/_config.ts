import type { TableUrlConfig } from '#components/data-table/table-url-state.ts'
import type { Tone } from '#components/ui/status.tsx'
import type { MailStatus } from '#lib/platform/mail/outbox-report.ts'

export const mailWords: Record<MailStatus, { tone: Tone; word: string; why: string }> = {
  held: { tone: 'watch', word: 'Held', why: 'No mail server is set, so it stays here to be read.' },
  queued: { tone: 'info', word: 'Waiting', why: 'It is about to be sent.' },
  sent: { tone: 'good', word: 'Sent', why: 'The mail server took it.' },
  failed: { tone: 'bad', word: 'Failed', why: 'The mail server refused it; it is tried again for a while.' },
}

const PURPOSES: Record<string, string> = {
  'password-reset': 'New password',
  'sign-up-again': 'Has an account already',
  'token-reuse': 'Old sign-in used again',
}

export function purposeWords(purpose: string): string {
  return PURPOSES[purpose] ?? purpose
}

export const MAILS_TABLE: TableUrlConfig = {
  sortable: [],
  filters: [
    {
      id: 'status',
      label: 'Status',
      options: Object.entries(mailWords).map(([value, { word }]) => ({ value, label: word })),
    },
  ],
  hideable: ['purpose'],
}

export const outboxHeader = {
  title: 'Outbox',
  description:
    'Every mail that the product has written. Without a mail server they are held here and read here.',
}
