import type { Metadata } from 'next'
import { parseTableState } from '#components/data-table/table-url-state.ts'
import { PageHeader } from '#components/shell/page-header.tsx'
import { getJob } from '#lib/jobs/service.ts'
import { env } from '#lib/platform/config/env.ts'
import { listImports, listSources } from '#lib/series/service.ts'
import { DataRefresher } from '#lib/series/ui/data-refresher.tsx'
import { ImportPanel } from '#lib/series/ui/import-panel.tsx'
import { ImportsTable } from '#lib/series/ui/imports-table.tsx'
import { IMPORTS_TABLE } from '#lib/series/ui/imports-table-config.ts'
import { SourceList } from '#lib/series/ui/source-list.tsx'
import { openAdminPage } from '../_page.ts'
import { orFail } from '../_result.ts'
import { tableDensity } from '../_table.ts'
import { dataHeader } from './_header.ts'
import { importRow, sourceRow } from './_rows.ts'

export const metadata: Metadata = { title: 'Data management' }

export default async function DataPage(props: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const { actor } = await openAdminPage('/admin/data')
  const params = await props.searchParams
  const state = parseTableState(params, IMPORTS_TABLE)
  const before = state.cursor === null ? Number.NaN : Date.parse(state.cursor)
  const jobId = typeof params.job === 'string' ? params.job : null
  const [sources, imports, openJob] = await Promise.all([
    listSources(actor),
    listImports(actor, {
      limit: state.size + 1,
      ...(Number.isNaN(before) ? {} : { before: new Date(before) }),
    }),
    jobId ? getJob(actor, jobId) : null,
  ])
  const sourceRows = orFail(sources).map(sourceRow)
  const publishers = new Map(sourceRows.map(({ id, publisher }) => [id, publisher]))
  const rows = orFail(imports)
    .slice(0, state.size)
    .map((row) => importRow(row, publishers))
  const hasMore = orFail(imports).length > state.size
  const job = openJob?.ok && openJob.value.kind === 'series.import' ? openJob.value : null
  return (
    <>
      <DataRefresher />
      <PageHeader {...dataHeader} />
      <div className="grid gap-6">
        <section aria-label="Sources" className="grid gap-3">
          <h2 className="font-semibold text-lg">Sources</h2>
          <SourceList sources={sourceRows} />
        </section>
        <ImportPanel
          sources={sourceRows.filter(({ kind }) => kind === 'real')}
          limitBytes={env().UPLOAD_LIMIT_BYTES}
          openJob={job}
        />
        <section aria-label="History" className="grid gap-3">
          <h2 className="font-semibold text-lg">History of imports</h2>
          <ImportsTable
            rows={rows}
            nextCursor={hasMore ? (rows.at(-1)?.startedAt ?? null) : null}
            density={await tableDensity()}
          />
        </section>
      </div>
    </>
  )
}
