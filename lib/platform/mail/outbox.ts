import 'server-only'
import { env } from '#lib/platform/config/env.ts'
import type { Tx } from '#lib/platform/db/transaction.ts'
import { enqueueTask } from '#lib/platform/queue/tasks.ts'
import { insertMail } from './repo.ts'

export { findMail, type OutboxMail } from './repo.ts'

export const SEND_MAIL_TASK = 'mail.send'

export type Letter = {
  to: string
  subject: string
  purpose: string
  paragraphs: readonly string[]
  link?: { href: string; label: string }
}

/**
 * Puts a mail into the outbox. With an SMTP server it is sent by a job with retries; without one it is held, and
 * admins read it on the outbox page. With `tx` the mail is part of the caller's transaction.
 */
export async function queueMail(letter: Letter, options: { tx?: Tx } = {}): Promise<void> {
  const deliverable = env().SMTP_URL !== undefined
  const mail = {
    to: letter.to,
    subject: letter.subject,
    purpose: letter.purpose,
    text: letter.paragraphs.join('\n\n'),
    html: renderHtml(letter),
    status: deliverable ? 'queued' : 'held',
  }
  const id = await insertMail(mail, options.tx)
  if (!deliverable) return
  await enqueueTask(SEND_MAIL_TASK, { id }, { key: `mail:${id}`, maxAttempts: 10, ...options })
}

function renderHtml(letter: Letter): string {
  const paragraphs = letter.paragraphs.filter((paragraph) => paragraph !== letter.link?.href)
  const body = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
  if (letter.link) {
    body.splice(
      -1,
      0,
      `<p><a href="${escapeHtml(letter.link.href)}">${escapeHtml(letter.link.label)}</a></p>`,
    )
  }
  return `<!doctype html><html lang="en"><body style="font-family:system-ui,sans-serif;line-height:1.5;max-width:36rem">${body.join('')}</body></html>`
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
