'use client'

import { useFormStatus } from 'react-dom'
import { signOutAction } from '../actions.ts'

/** Ends the session; a form, so that it works before any script has run. */
export function SignOutButton({ className }: { className?: string }) {
  return (
    <form action={signOutAction} className="contents">
      <SignOut className={className} />
    </form>
  )
}

function SignOut({ className }: { className?: string | undefined }) {
  const { pending } = useFormStatus()
  return (
    <button type={pending ? 'button' : 'submit'} aria-disabled={pending || undefined} className={className}>
      {pending ? 'Signing out …' : 'Sign out'}
    </button>
  )
}
