'use client'

import { PlainPage } from '#components/shell/plain-page.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'

/** An error of a page: people see only its id, under which the log has the whole story. */
export default function PageError({
  error,
  retry,
}: {
  error: Error & { digest?: string }
  retry: () => void
}) {
  return (
    <PlainPage
      title="This page could not be shown"
      requestId={error.digest}
      actions={
        <>
          <Button variant="primary" onClick={retry}>
            Try again
          </Button>
          <ButtonLink href="/">Go to the start</ButtonLink>
        </>
      }
    >
      <p>
        Something failed on our side. What you had saved before is kept; what was being sent may not have
        arrived.
      </p>
      <p>If it happens again, give support the request id below.</p>
    </PlainPage>
  )
}
