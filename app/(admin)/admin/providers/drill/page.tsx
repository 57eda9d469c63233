import type { Metadata } from 'next'
import { PageHeader } from '#components/shell/page-header.tsx'
import { Drill } from '#lib/providers/ui/drill.tsx'
import { openAdminPage } from '../../_page.ts'
import { drillHeader } from './_header.ts'

export const metadata: Metadata = { title: drillHeader.title }

export default async function DrillPage() {
  await openAdminPage('/admin/providers/drill')
  return (
    <>
      <PageHeader {...drillHeader} />
      <Drill />
    </>
  )
}
