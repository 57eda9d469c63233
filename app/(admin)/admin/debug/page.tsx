import type { Metadata } from 'next'
import { PageHeader } from '#components/shell/page-header.tsx'
import { readDebugReport } from '#lib/bridge/debug.ts'
import { readStream } from '#lib/bridge/debug-stream.ts'
import { DebugBoard } from '#lib/bridge/ui/debug/debug-board.tsx'
import { openAdminPage } from '../_page.ts'
import { orFail } from '../_result.ts'

export const metadata: Metadata = { title: 'Lockstep debug' }

export default async function DebugPage() {
  const { actor } = await openAdminPage('/admin/debug')
  const [report, stream] = await Promise.all([readDebugReport(actor), readStream(actor)])
  return (
    <>
      <PageHeader
        title="Lockstep debug"
        description="Every change in either portal, and how far it has got: saved, relayed, delivered, applied, rendered."
      />
      <DebugBoard initial={orFail(report)} stream={orFail(stream)} />
    </>
  )
}
