import type { Metadata } from 'next'
import { PublicShell } from '#components/shell/public-shell.tsx'
import { ButtonLink } from '#components/ui/button.tsx'

export const metadata: Metadata = { title: 'Terms' }

const SECTIONS: readonly { title: string; points: readonly string[] }[] = [
  {
    title: 'What you agree to',
    points: [
      'You make an account for yourself, with an address that is yours, and keep its password to yourself.',
      'What you write about yourself is true as far as you know, because staff and forecasts may rely on it.',
      'You do not use the service to harm it or other people, for instance by trying to read what is theirs.',
    ],
  },
  {
    title: 'What is kept about you',
    points: [
      'Your name, e-mail address, a hash of your password, your profile and your settings.',
      'Who changed which field of your record and when, and both values when two people changed it at once.',
      'Your sessions and how often you tried to sign in, to keep others out.',
    ],
  },
  {
    title: 'Who sees it',
    points: [
      'You, and the staff of the service that runs this installation. Other users never do.',
      'Everything is kept in the database of this installation. Nothing of your record is sent to an AI provider today.',
    ],
  },
  {
    title: 'What to expect of the figures',
    points: [
      'Forecasts are estimates with intervals, made from the source named beside them. They are no advice on health, money or law.',
      'What is marked as simulated is not about any real place.',
    ],
  },
  {
    title: 'How to leave',
    points: [
      'Ask the staff to close your account and delete your record. A button for it does not exist yet.',
    ],
  },
]

export default function TermsPage() {
  return (
    <PublicShell actions={<ButtonLink href="/sign-in">Sign in</ButtonLink>}>
      <article className="max-w-[72ch] pt-6 sm:pt-10">
        <h1 className="font-semibold text-3xl tracking-tight">Terms</h1>
        <p className="mt-4 text-ink-2 text-lg">
          The whole of it, in plain words. Whoever runs this installation may add terms of their own.
        </p>
        {SECTIONS.map((section) => (
          <section key={section.title} className="mt-8">
            <h2 className="font-semibold text-lg">{section.title}</h2>
            <ul className="mt-2 grid list-disc gap-1.5 pl-5 text-ink-2">
              {section.points.map((point) => (
                <li key={point}>{point}</li>
              ))}
            </ul>
          </section>
        ))}
      </article>
    </PublicShell>
  )
}
