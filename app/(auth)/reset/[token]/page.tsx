import type { Metadata } from 'next'
import { Link } from '#components/ui/link.tsx'
import { ResetForm } from '#lib/accounts/ui/reset-form.tsx'

export const metadata: Metadata = {
  title: 'Set a new password',
  // The address is the secret: it must not travel on to other sites or into search engines.
  referrer: 'same-origin',
  robots: { index: false },
}

export default async function ResetPage({ params }: PageProps<'/reset/[token]'>) {
  const { token } = await params
  return (
    <div className="grid gap-6">
      <div>
        <h1 className="font-semibold text-2xl tracking-tight">Set a new password</h1>
        <p className="mt-1.5 text-ink-2">
          The link works once. When the password is set, every earlier sign-in of yours ends.
        </p>
      </div>
      <ResetForm token={token} />
      <p className="text-ink-2">
        The link does not work? <Link href="/forgot">Ask for a new one</Link>
      </p>
    </div>
  )
}
