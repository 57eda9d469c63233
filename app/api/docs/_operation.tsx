import ChevronRight from 'lucide-react/icons/chevron-right'
import { Badge } from '#components/ui/badge.tsx'
import { CodeBlock } from '#components/ui/code.tsx'
import type { OpenApiDocument } from '#lib/platform/http/openapi.ts'
import { type JsonSchema, type SchemaRow, schemaRows, typeInWords } from './_schema-rows.ts'
import { Prose, SchemaTable } from './_schema-table.tsx'

type Media = { schema?: JsonSchema; example?: unknown }

export type Operation = {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  security: unknown[]
  parameters?: { name: string; in: string; required?: boolean; schema: JsonSchema; description?: string }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description: string; content?: Record<string, Media> }>
}

export type NamedOperation = { method: string; path: string; operation: Operation }

/** Every operation of a document, in its order. */
export function operationsOf(document: OpenApiDocument): NamedOperation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation: operation as unknown as Operation,
    })),
  )
}

/** One route: a line that opens to what it takes, what it answers and how it refuses. */
export function OperationDetails({
  method,
  path,
  operation,
  resolve,
}: NamedOperation & { resolve: Resolve }) {
  const answers = Object.entries(operation.responses)
  const [status, answer] = answers.find(([code]) => code.startsWith('2')) ?? ['200', undefined]
  return (
    // Whoever opens it before React wakes up has changed an attribute, and may.
    <details id={operation.operationId} suppressHydrationWarning className="group scroll-mt-4 border-b">
      <summary className="flex list-none flex-wrap items-baseline gap-x-3 gap-y-0.5 rounded-sm py-3 hover:bg-hover">
        <ChevronRight aria-hidden className="size-4 shrink-0 self-center text-ink-3 group-open:rotate-90" />
        <span className="w-14 shrink-0 font-mono font-semibold text-sm">{method}</span>
        <span className="min-w-0 font-mono text-sm [overflow-wrap:anywhere] max-sm:w-full max-sm:pl-7">
          {path}
        </span>
        <span className="w-full pl-7 text-ink-2 text-sm">{operation.summary}</span>
      </summary>
      <div className="grid grid-cols-1 gap-5 pt-1 pb-7 pl-7 max-sm:pl-0">
        <p className="max-w-[72ch] text-ink-2 text-sm">
          {operation.security.length === 0 ? (
            <Badge>no sign-in</Badge>
          ) : (
            <Badge tone="accent">signed in</Badge>
          )}{' '}
          <Prose text={operation.description ?? ''} />
        </p>
        <SchemaTable title="Parameters" asks rows={(operation.parameters ?? []).map(parameterRow)} />
        <Body title="Body" asks content={operation.requestBody?.content} resolve={resolve} />
        <Body title={`Answer ${status}`} content={answer?.content} resolve={resolve} />
        <SchemaTable
          title="Refusals"
          rows={answers.filter(([code]) => !code.startsWith('2')).map(refusalRow)}
        />
      </div>
    </details>
  )
}

export type Resolve = (schema: JsonSchema) => JsonSchema

function Body({
  title,
  content,
  resolve,
  asks = false,
}: {
  title: string
  asks?: boolean
  content: Record<string, Media> | undefined
  resolve: Resolve
}) {
  const [media, body] = Object.entries(content ?? {})[0] ?? []
  if (!media || !body) return null
  const types = Object.keys(content ?? {})
  const choices = body.schema?.anyOf ?? [body.schema ?? {}]
  return (
    <div className="grid grid-cols-1 gap-3">
      {choices.map((choice, index) => {
        const rows = schemaRows(resolve(choice))
        const name = choices.length > 1 ? `${title}, ${index === 0 ? 'either' : 'or'}` : title
        if (rows.length > 0) return <SchemaTable key={name} title={name} asks={asks} rows={rows} />
        return (
          <p key={name} className="text-sm">
            <span className="font-semibold">{name}</span>{' '}
            <span className="text-ink-2">
              {typeInWords(choice)}, as {types.join(', ')}
            </span>
          </p>
        )
      })}
      {body.example === undefined ? null : (
        <CodeBlock label={`Example: ${title}`} className="text-sm">
          {JSON.stringify(body.example, null, 2)}
        </CodeBlock>
      )}
    </div>
  )
}

function parameterRow(parameter: NonNullable<Operation['parameters']>[number]): SchemaRow {
  const [row] = schemaRows({ properties: { [parameter.name]: parameter.schema } })
  const place = parameter.in === 'query' ? '' : ` (in the ${parameter.in})`
  return {
    path: parameter.name,
    reference: null,
    required: parameter.required ?? false,
    type: `${row?.type ?? 'text'}${place}`,
    description: row?.description ?? '',
  }
}

function refusalRow([code, { description }]: [string, { description: string }]): SchemaRow {
  return { path: code, type: '', reference: null, required: false, description }
}
