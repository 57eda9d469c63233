import type { Metadata } from 'next'
import { PlainPage } from '#components/shell/plain-page.tsx'
import { ButtonLink } from '#components/ui/button.tsx'

export const metadata: Metadata = { title: 'Page not found' }

export default function NotFound() {
  return (
    <PlainPage
      title="There is no page here"
      actions={
        <ButtonLink href="/" variant="primary">
          Go to the start
        </ButtonLink>
      }
    >
      <p>The address may be mistyped, or what it named has been deleted or was never yours to see.</p>
    </PlainPage>
  )
}
