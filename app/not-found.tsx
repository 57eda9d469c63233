import type { Metadata } from 'next'
import { PlainPage } from '#components/shell/plain-page.tsx'
import { buttonClass } from '#components/ui/button-class.ts'

export const metadata: Metadata = { title: 'Page not found' }

export default function NotFound() {
  return (
    <PlainPage
      title="There is no page here"
      actions={
        <a href="/" className={buttonClass({ variant: 'primary' })}>
          Go to the start
        </a>
      }
    >
      <p>The address may be mistyped, or what it named has been deleted or was never yours to see.</p>
    </PlainPage>
  )
}
