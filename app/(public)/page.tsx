import ArrowLeftRight from 'lucide-react/icons/arrow-left-right'
import ChartSpline from 'lucide-react/icons/chart-spline'
import Plug from 'lucide-react/icons/plug'
import ShieldCheck from 'lucide-react/icons/shield-check'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { PublicShell } from '#components/shell/public-shell.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { currentSession } from '#lib/accounts/session.ts'
import { RecordPicture } from './record-picture.tsx'

export const metadata: Metadata = {
  title: { absolute: 'IntelliCV: one career record that you and your advisers share' },
  description:
    'A career record that stays the same for you and the staff who support you, with forecasts of places that always show their interval and source.',
}

const TODAY = [
  {
    Icon: ArrowLeftRight,
    title: 'One record, always the same',
    text: 'When staff change your profile, your open page shows it at once, with who did it. What you change, they see just as fast.',
  },
  {
    Icon: ShieldCheck,
    title: 'Nothing is lost when you disagree',
    text: 'If two people change one field, both values are kept, with the rule that decided. You can put yours back where it is yours to say.',
  },
  {
    Icon: ChartSpline,
    title: 'Forecasts that say how sure they are',
    text: 'Regions with weekly forecasts, 50 and 95 % intervals, the day of the data, the source and what made them. Simulated data is marked.',
  },
  {
    Icon: Plug,
    title: 'Open to your own tools',
    text: 'A documented REST API reads and changes account and profile and reads the forecasts; a socket tells of every change.',
  },
] as const

const LATER = [
  'résumé upload and analysis',
  'job search and tracking',
  'coaching and mentorship',
  'planning for two careers',
  'career predictions',
]

export default async function HomePage() {
  const session = await currentSession()
  if (session?.actor.role === 'user') redirect('/dashboard')
  return (
    <PublicShell
      actions={
        session ? (
          <ButtonLink href="/dashboard">User portal</ButtonLink>
        ) : (
          <ButtonLink href="/sign-in">Sign in</ButtonLink>
        )
      }
      footer={
        <p className="flex flex-wrap gap-x-5 gap-y-1">
          <span>IntelliCV, open source under the MIT licence.</span>
          <Link href="/terms" tone="quiet">
            Terms
          </Link>
          <Link href="/api/docs" tone="quiet" prefetch={false}>
            API
          </Link>
        </p>
      }
    >
      <section className="grid items-center gap-10 pt-8 pb-14 sm:pt-14 lg:grid-cols-[1.1fr_1fr] lg:gap-16 lg:pb-20">
        <div>
          <h1 className="max-w-[18ch] font-semibold text-3xl tracking-tight">
            A career record that you and your advisers share
          </h1>
          <p className="mt-5 max-w-[52ch] text-ink-2 text-lg">
            You and the people who support you work on the same record, see each other’s changes as they
            happen, and can trace every one of them.
          </p>
          <div className="mt-8 flex flex-wrap gap-3">
            {session ? (
              <>
                <ButtonLink href="/admin" variant="primary" size="lg">
                  Open the admin portal
                </ButtonLink>
                <ButtonLink href="/dashboard" size="lg">
                  Open the user portal
                </ButtonLink>
              </>
            ) : (
              <>
                <ButtonLink href="/sign-up" variant="primary" size="lg">
                  Create an account
                </ButtonLink>
                <ButtonLink href="/sign-in" size="lg">
                  Sign in
                </ButtonLink>
              </>
            )}
          </div>
          {session ? (
            <p className="mt-4 text-ink-3 text-sm">You are signed in as {session.actor.name}.</p>
          ) : null}
        </div>
        <RecordPicture />
      </section>

      <section aria-labelledby="today" className="border-t pt-10 sm:pt-14">
        <h2 id="today" className="font-semibold text-2xl tracking-tight">
          What works today
        </h2>
        <ul className="mt-7 grid gap-x-10 gap-y-8 sm:grid-cols-2">
          {TODAY.map(({ Icon, title, text }) => (
            <li key={title} className="grid grid-cols-[auto_1fr] gap-x-4">
              <span className="grid size-10 place-items-center rounded-md bg-accent-soft text-accent-ink">
                <Icon className="size-5" />
              </span>
              <div>
                <h3 className="font-semibold">{title}</h3>
                <p className="mt-1 max-w-[52ch] text-ink-2">{text}</p>
              </div>
            </li>
          ))}
        </ul>
        <p className="mt-10 max-w-[72ch] text-ink-3">
          Planned and not here yet: {LATER.slice(0, -1).join(', ')} and {LATER.at(-1)}. Until one of them
          exists, its place says so instead of showing an example.
        </p>
      </section>
    </PublicShell>
  )
}
