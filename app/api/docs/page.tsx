import type { Metadata } from 'next'
import { openApi } from '#app/api/_contracts.ts'
import { PublicShell } from '#components/shell/public-shell.tsx'
import { CodeBlock } from '#components/ui/code.tsx'
import { publicUrl } from '#lib/platform/config/public-url.ts'
import { OperationDetails, operationsOf, type Resolve } from './_operation.tsx'
import { type JsonSchema, schemaRows } from './_schema-rows.ts'
import { Prose, SchemaTable } from './_schema-table.tsx'

export const metadata: Metadata = { title: 'API' }
export const dynamic = 'force-dynamic'

/** The API for people to read, made from the same document that programs read. */
export default function ApiDocsPage() {
  const document = openApi()
  const schemas = (document.components?.schemas ?? {}) as Record<string, JsonSchema>
  const resolve: Resolve = (schema) => schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema
  const groups = Map.groupBy(operationsOf(document), ({ operation }) => operation.tags[0] ?? 'Other')
  return (
    <PublicShell>
      <div className="grid grid-cols-1 gap-10 pt-6 lg:grid-cols-[12rem_minmax(0,1fr)]">
        <nav aria-label="Groups of routes" className="max-lg:hidden">
          <ul className="sticky top-6 grid gap-1 text-sm">
            {[...groups.keys(), 'Schemas'].map((name) => (
              <li key={name}>
                <a
                  className="block rounded-sm px-2 py-1 text-ink-2 hover:bg-hover"
                  href={`#${anchorOf(name)}`}
                >
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="grid min-w-0 grid-cols-1 gap-10">
          <header>
            <h1 className="font-semibold text-2xl">API</h1>
            <p className="mt-2 max-w-[72ch] text-ink-2">
              <Prose text={document.info.description ?? ''} />
            </p>
            <p className="mt-2">
              <a className="text-accent-ink underline underline-offset-2" href="/api/openapi.json">
                OpenAPI {document.openapi} document
              </a>
            </p>
            <CodeBlock label="Example: sign in and read your profile" className="mt-5 text-sm">
              {example(publicUrl())}
            </CodeBlock>
          </header>
          {[...groups].map(([name, operations]) => (
            <section
              key={name}
              id={anchorOf(name)}
              aria-labelledby={`${anchorOf(name)}-title`}
              className="scroll-mt-6"
            >
              <h2 id={`${anchorOf(name)}-title`} className="border-b pb-2 font-semibold text-xl">
                {name}
              </h2>
              {operations.map((one) => (
                <OperationDetails key={one.operation.operationId} {...one} resolve={resolve} />
              ))}
            </section>
          ))}
          <section
            id="group-schemas"
            aria-labelledby="group-schemas-title"
            className="grid scroll-mt-6 grid-cols-1 gap-8"
          >
            <h2 id="group-schemas-title" className="border-b pb-2 font-semibold text-xl">
              Schemas
            </h2>
            {Object.entries(schemas).map(([name, schema]) => (
              <div key={name} id={`schema-${name}`} className="scroll-mt-6">
                <h3 className="font-mono font-semibold">{name}</h3>
                {schema.description ? (
                  <p className="mt-1 mb-2 text-ink-2 text-sm">{schema.description}</p>
                ) : null}
                <SchemaTable title="Fields" rows={schemaRows(schema)} />
              </div>
            ))}
          </section>
        </div>
      </div>
    </PublicShell>
  )
}

function anchorOf(name: string): string {
  return `group-${name.toLowerCase().replace(/[^a-z]+/g, '-')}`
}

function example(url: string): string {
  return [
    `curl ${url}/api/v1/auth/token \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '{"email": "you@example.org", "password": "…"}'`,
    '',
    `curl ${url}/api/v1/profile/YOUR_ID -H 'authorization: Bearer ACCESS_TOKEN'`,
  ].join('\n')
}
