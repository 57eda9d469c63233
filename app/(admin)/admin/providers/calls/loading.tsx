import { PageHeader } from '#components/shell/page-header.tsx'
import { TableLoading } from '../../_table-loading.tsx'
import { callsHeader } from './_header.ts'

export default function Loading() {
  return <TableLoading header={<PageHeader {...callsHeader} />} />
}
