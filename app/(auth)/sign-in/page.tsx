import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Banner } from '#components/ui/banner.tsx'
import { Link } from '#components/ui/link.tsx'
import { firstPath, ownPath } from '#lib/accounts/next-path.ts'
import { currentSession } from '#lib/accounts/session.ts'
import { SignInForm } from '#lib/accounts/ui/sign-in-form.tsx'

export const metadata: Metadata = { title: 'Sign in' }

const NOTICES: Readonly<Record<string, { title: string; text: string }>> = {
  'account-ready': {
    title: 'If the address was free, your account is ready',
    text: 'Sign in with it. If the address had an account already, nothing was changed there.',
  },
  'password-changed': {
    title: 'Your new password is set',
    text: 'Every earlier sign-in of yours has ended. Sign in with the new password.',
  },
}

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { next, notice } = await searchParams
  const session = await currentSession()
  if (session) redirect(firstPath(session.actor.role, next))
  const said = typeof notice === 'string' && Object.hasOwn(NOTICES, notice) ? NOTICES[notice] : undefined
  return (
    <div className="grid gap-6">
      <h1 className="font-semibold text-2xl tracking-tight">Sign in</h1>
      {said ? (
        <Banner tone="good" title={said.title}>
          {said.text}
        </Banner>
      ) : null}
      <SignInForm next={ownPath(next)} />
      <p className="text-ink-2">
        No account yet? <Link href="/sign-up">Create one</Link>
      </p>
    </div>
  )
}
