import 'server-only'
import { createTransport, type Transporter } from 'nodemailer'
import { env } from '#lib/platform/config/env.ts'
import { processSingleton } from '#lib/platform/runtime.ts'
import { findMail, markFailed, markSent } from './repo.ts'

/** Sends one mail of the outbox; throwing makes the queue try again later. */
export async function sendMail(id: string): Promise<void> {
  const mail = await findMail(id)
  if (!mail || mail.status === 'sent') return
  const { SMTP_URL, MAIL_FROM } = env()
  if (!SMTP_URL) return
  const transport = processSingleton<Transporter>('mail.transport', () => createTransport(SMTP_URL))
  try {
    await transport.sendMail({
      from: MAIL_FROM,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
    })
    await markSent(id, new Date())
  } catch (cause) {
    await markFailed(id, cause instanceof Error ? cause.message : 'unknown failure')
    throw cause
  }
}
