import type { Metadata } from 'next'
import { Link } from '#components/ui/link.tsx'
import { ForgotForm } from '#lib/accounts/ui/forgot-form.tsx'
import { env } from '#lib/platform/config/env.ts'

export const metadata: Metadata = { title: 'Choose a new password' }

// The environment is known only where the server runs, not where it was built.
export const dynamic = 'force-dynamic'

export default function ForgotPage() {
  return (
    <div className="grid gap-6">
      <div>
        <h1 className="font-semibold text-2xl tracking-tight">Choose a new password</h1>
        <p className="mt-1.5 text-ink-2">Give the address of your account, and we make a link for it.</p>
      </div>
      <ForgotForm mailGoesOut={env().SMTP_URL !== undefined} />
      <p className="text-ink-2">
        You remember it? <Link href="/sign-in">Sign in</Link>
      </p>
    </div>
  )
}
