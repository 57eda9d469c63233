'use client'

import { ErrorState } from '#components/feedback/error-state.tsx'
import { Button } from '#components/ui/button.tsx'

/** A page of the admin portal failed: the shell stays, and so does the way elsewhere. */
export default function AdminError({
  error,
  retry,
}: {
  error: Error & { digest?: string }
  retry: () => void
}) {
  return (
    <ErrorState
      title="This page could not be shown"
      requestId={error.digest}
      action={
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
      }
    >
      <p>Something failed on our side. Nothing that was saved is lost, and the other pages work.</p>
    </ErrorState>
  )
}
