import { PageHeader } from '#components/shell/page-header.tsx'
import { TableLoading } from '../_table-loading.tsx'
import { outboxHeader } from './_config.ts'

export default function Loading() {
  return <TableLoading header={<PageHeader {...outboxHeader} />} />
}
