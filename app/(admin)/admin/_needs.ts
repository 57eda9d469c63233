import type { Verdict } from '#lib/bridge/debug-verdict.ts'
import type { MailStatus } from '#lib/platform/mail/outbox-report.ts'
import type { SourceRow } from '#lib/series/ui/rows.ts'

/** The figures of the overview from which a need can follow. */
export type NeedFacts = {
  readonly verdict: Verdict
  readonly jobs: {
    readonly failedLately: number
    readonly lastFailed: { readonly error: string | null } | null
  }
  readonly queueGaveUp: number
  readonly sources: readonly SourceRow[]
  readonly mails: Readonly<Record<MailStatus, number>>
  readonly mailServer: boolean
  readonly conflicts: { readonly count: number }
}

/** Something that waits for a person, the gravest first. */
export type Need = {
  readonly id: string
  readonly tone: 'bad' | 'watch' | 'info'
  readonly title: string
  readonly why: string
  readonly href: string
  readonly action: string
}

const ORDER = { bad: 0, watch: 1, info: 2 }

/** What of the state of the product waits for a person. Pure: each line follows from a figure on the page. */
export function needsOf(facts: NeedFacts): Need[] {
  const { verdict, jobs, sources, mails, mailServer, conflicts, queueGaveUp } = facts
  const needs: Need[] = []
  if (verdict.tone !== 'good') {
    needs.push({
      id: 'bridge',
      tone: verdict.tone,
      title: verdict.title,
      why: verdict.why,
      href: '/admin/debug',
      action: 'Look why',
    })
  }
  if (jobs.failedLately > 0) {
    needs.push({
      id: 'jobs',
      tone: 'bad',
      title: `${jobs.failedLately} ${jobs.failedLately === 1 ? 'job' : 'jobs'} failed in the last 24 hours`,
      why: jobs.lastFailed?.error ?? 'The list tells the reason of each.',
      href: '/admin/jobs?status=failed',
      action: 'See the failed jobs',
    })
  }
  if (queueGaveUp > 0) {
    needs.push({
      id: 'queue',
      tone: 'bad',
      title: `${queueGaveUp} background ${queueGaveUp === 1 ? 'task' : 'tasks'} gave up`,
      why: 'They were tried as often as they may be; nothing tries them again.',
      href: '/admin/debug',
      action: 'See the queue',
    })
  }
  for (const source of sources.filter(({ faults }) => faults > 0)) {
    needs.push({
      id: `source:${source.id}`,
      tone: 'watch',
      title: `The last import from ${source.publisher} failed`,
      why: source.lastFault ?? 'No reason was recorded.',
      href: '/admin/data',
      action: 'Import again',
    })
  }
  if (mails.failed > 0) {
    needs.push({
      id: 'mail-failed',
      tone: 'bad',
      title: `${mails.failed} ${mails.failed === 1 ? 'mail' : 'mails'} could not be sent`,
      why: 'The mail server refused them.',
      href: '/admin/outbox?status=failed',
      action: 'See the mails',
    })
  }
  if (mails.held > 0) {
    needs.push({
      id: 'mail-held',
      tone: 'watch',
      title: `${mails.held} ${mails.held === 1 ? 'mail is' : 'mails are'} held`,
      why: mailServer
        ? 'They were written before a mail server was set, so nothing sends them.'
        : 'No mail server is set: somebody has to hand over their links.',
      href: '/admin/outbox?status=held',
      action: 'Open the outbox',
    })
  }
  if (!sources.some(({ kind, dataAsOf, retiredAt }) => kind === 'real' && dataAsOf && !retiredAt)) {
    needs.push({
      id: 'data',
      tone: 'info',
      title: 'Only simulated data are shown',
      why: 'Forecasts are about places that do not exist until a publisher’s file is imported.',
      href: '/admin/data',
      action: 'Import a file',
    })
  }
  if (conflicts.count > 0) {
    needs.push({
      id: 'conflicts',
      tone: 'info',
      title: `${conflicts.count} ${conflicts.count === 1 ? 'conflict was' : 'conflicts were'} decided in the last 24 hours`,
      why: 'Each was decided by a rule; a look tells whether the right value stands.',
      href: '/admin/conflicts',
      action: 'See both values',
    })
  }
  return needs.sort((a, b) => ORDER[a.tone] - ORDER[b.tone])
}
