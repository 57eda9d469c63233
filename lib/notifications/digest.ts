import 'server-only'
import { publicUrl } from '#lib/platform/config/public-url.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { queueMail } from '#lib/platform/mail/outbox.ts'
import * as repo from './digest-repo.ts'

const MINUTE_MS = 60 * 1_000
/** Whoever is there reads the bell first; a mail is for those who are not. */
const UNREAD_FOR_MS = 15 * MINUTE_MS
/** One mail a day at most, whatever happens. */
const QUIET_MS = 24 * 60 * MINUTE_MS
const PEOPLE_A_RUN = 500
const LISTED = 10

/**
 * Mails people what they have left unread, if they want such mails: one mail a day at most, each notification in one
 * mail at most. The mail and the mark that it was mailed are one transaction, so two processes send one mail.
 */
export async function mailDigests(now: Date): Promise<number> {
  const times = {
    unreadBefore: new Date(now.getTime() - UNREAD_FOR_MS),
    mailedAfter: new Date(now.getTime() - QUIET_MS),
  }
  const people = await repo.peopleToMail(times, PEOPLE_A_RUN)
  let mailed = 0
  for (const userId of people) if (await mailOne(userId, times, now)) mailed++
  return mailed
}

async function mailOne(userId: string, times: repo.DigestTimes, now: Date): Promise<boolean> {
  return inTransaction(async (tx) => {
    const email = await repo.lockRecipient(tx, userId, times)
    if (email === null) return false
    const items = await repo.takeUnmailed(tx, userId, now)
    const [first] = items
    if (!first) return false
    const listed = items.slice(0, LISTED).map(({ title, body }) => `• ${title}. ${body}`)
    const more = items.length > LISTED ? [`And ${items.length - LISTED} more.`] : []
    await queueMail(
      {
        to: email,
        purpose: 'notification-digest',
        subject: items.length === 1 ? first.title : `${items.length} things you have not seen yet`,
        paragraphs: [
          ...listed,
          ...more,
          `All of them are at ${publicUrl()}/notifications.`,
          'You get such a mail once a day at most. To get none, switch it off in your settings.',
        ],
        link: { href: `${publicUrl()}/notifications`, label: 'Open your notifications' },
      },
      { tx },
    )
    return true
  })
}
