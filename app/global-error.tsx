'use client'

import { PlainPage } from '#components/shell/plain-page.tsx'
import { buttonClass } from '#components/ui/button-class.ts'
import { inter, interExtended } from './fonts.ts'
import './globals.css'

/** The last net: the root layout itself failed, so this brings its own document. */
export default function GlobalError({
  error,
  retry,
}: {
  error: Error & { digest?: string }
  retry: () => void
}) {
  return (
    <html lang="en" className={`${inter.variable} ${interExtended.variable}`}>
      <body>
        <title>Something failed · IntelliCV</title>
        <PlainPage
          title="IntelliCV could not start this page"
          requestId={error.digest}
          actions={
            <button type="button" onClick={retry} className={buttonClass({ variant: 'primary' })}>
              Try again
            </button>
          }
        >
          <p>Something failed on our side. What you had saved before is kept.</p>
          {error.digest ? <p>If it happens again, give support the request id below.</p> : null}
        </PlainPage>
      </body>
    </html>
  )
}
