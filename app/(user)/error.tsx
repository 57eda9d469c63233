'use client'

import { ErrorState } from '#components/feedback/error-state.tsx'
import { Button } from '#components/ui/button.tsx'

/** A page of the portal that failed; the shell, the connection and every other page still work. */
export default function UserPageError({
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
      <p>
        Something failed on our side. What you had saved before is kept. If it happens again, give support the
        request id.
      </p>
    </ErrorState>
  )
}
