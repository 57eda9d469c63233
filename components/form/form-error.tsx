import { Banner } from '../ui/banner.tsx'

/** What went wrong with the form as a whole, over its first field. Announced at once; nothing typed is lost. */
export function FormError({
  title = 'This could not be saved',
  failure,
}: {
  title?: string
  failure: { messages: readonly string[]; requestId: string | undefined } | null
}) {
  if (!failure) return null
  return (
    <Banner tone="bad" title={title} live="assertive">
      {failure.messages.length === 1 ? (
        <p>{failure.messages[0]}</p>
      ) : (
        <ul className="list-disc pl-4">
          {failure.messages.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
      {failure.requestId ? (
        <p className="mt-1 text-sm">
          Request id <code className="select-all font-mono">{failure.requestId}</code>
        </p>
      ) : null}
    </Banner>
  )
}
