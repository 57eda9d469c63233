'use client'

import { PlainPage } from '#components/shell/plain-page.tsx'
import { buttonClass } from '#components/ui/button-class.ts'

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
          <button type="button" onClick={retry} className={buttonClass({ variant: 'primary' })}>
            Try again
          </button>
          <a href="/" className={buttonClass()}>
            Go to the start
          </a>
        </>
      }
    >
      <p>
        Something failed on our side. What you had saved before is kept; what was being sent may not have
        arrived.
      </p>
      {error.digest ? <p>If it happens again, give support the request id below.</p> : null}
    </PlainPage>
  )
}
