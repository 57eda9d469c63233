import { Code } from '#components/ui/code.tsx'
import type { SchemaRow } from './_schema-rows.ts'

/** A description with `code` in it. */
export function Prose({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one fixed text
    index % 2 === 1 ? <Code key={index}>{part}</Code> : part,
  )
}

/** Names and meanings of values: parameters, the fields of a body or of an answer. */
export function SchemaTable({
  title,
  rows,
  asks = false,
}: {
  title: string
  rows: readonly SchemaRow[]
  /** The caller gives these values, so it matters which of them may be left out. */
  asks?: boolean
}) {
  if (rows.length === 0) return null
  return (
    <section aria-label={title}>
      <h4 className="mb-1.5 font-semibold text-sm">{title}</h4>
      <dl className="divide-y border-y text-sm">
        {rows.map((row) => (
          <div
            key={row.path}
            className="grid gap-x-4 gap-y-0.5 py-2 sm:grid-cols-[minmax(0,15rem)_minmax(0,1fr)]"
          >
            <dt className="min-w-0">
              <code className="font-mono [overflow-wrap:anywhere]">{row.path}</code>
              {asks && row.required ? <span className="ml-1.5 text-ink-3 text-xs">required</span> : null}
            </dt>
            <dd className="min-w-0 text-ink-2">
              {row.reference ? (
                <a className="text-accent-ink underline underline-offset-2" href={`#schema-${row.reference}`}>
                  {row.type}
                </a>
              ) : (
                <span className="text-ink-3 [overflow-wrap:anywhere]">{row.type}</span>
              )}
              {row.description ? (
                <>
                  {row.type ? ' · ' : ''}
                  <Prose text={row.description} />
                </>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
