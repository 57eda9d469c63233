import { Banner } from '#components/ui/banner.tsx'

/** What no single field can say, over the form; takes the focus when it is the only thing that is wrong. */
export function FormMessage({ title, message }: { title: string; message: string | null }) {
  if (message === null) return null
  return (
    <div tabIndex={-1} data-form-message>
      <Banner tone="bad" title={title} live="assertive">
        {message}
      </Banner>
    </div>
  )
}
