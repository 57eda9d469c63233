import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Banner } from '#components/ui/banner.tsx'
import { Link } from '#components/ui/link.tsx'
import { firstPath } from '#lib/accounts/next-path.ts'
import { currentSession } from '#lib/accounts/session.ts'
import { SignUpForm } from '#lib/accounts/ui/sign-up-form.tsx'
import { signUpRefusal } from '#lib/settings/service.ts'

export const metadata: Metadata = { title: 'Create an account' }

export default async function SignUpPage() {
  const session = await currentSession()
  if (session) redirect(firstPath(session.actor.role, undefined))
  const closed = await signUpRefusal()
  return (
    <div className="grid gap-6">
      <div>
        <h1 className="font-semibold text-2xl tracking-tight">Create an account</h1>
        {closed ? null : (
          <p className="mt-1.5 text-ink-2">Free, and yours: you can change everything in it later.</p>
        )}
      </div>
      {closed ? (
        <Banner tone="watch" title="No account can be made here now">
          {closed.message}
        </Banner>
      ) : (
        <SignUpForm />
      )}
      <p className="text-ink-2">
        You have an account? <Link href="/sign-in">Sign in</Link>
      </p>
    </div>
  )
}
