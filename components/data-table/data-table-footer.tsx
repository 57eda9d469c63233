import ChevronLeft from 'lucide-react/icons/chevron-left'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { Button } from '../ui/button.tsx'
import { formatNumber } from '../ui/format-number.ts'
import { Select } from '../ui/select.tsx'
import { DEFAULT_SIZES } from './table-url-state.ts'
import type { TableUrl } from './use-table-url-state.ts'

/** What is shown of how much, and the way to the rest. */
export function DataTableFooter({
  url,
  noun,
  shown,
  total,
  nextCursor,
  loading,
}: {
  url: TableUrl
  noun: readonly [string, string]
  shown: number
  total: number | null
  nextCursor: string | null | undefined
  loading: boolean
}) {
  const { page, size, cursor } = url.state
  const byCursor = nextCursor !== undefined
  const from = (page - 1) * size + 1
  const hasNext = byCursor ? nextCursor !== null : total === null ? shown === size : page * size < total
  const hasPrevious = byCursor ? cursor !== null : page > 1
  const count = (n: number) => `${formatNumber(n)} ${n === 1 ? noun[0] : noun[1]}`

  let text: string
  if (loading) text = 'Loading …'
  else if (byCursor || total === null)
    text =
      total !== null
        ? `${formatNumber(shown)} of ${count(total)}`
        : hasNext || hasPrevious
          ? `${count(shown)} on this page`
          : count(shown)
  else if (total <= size && page === 1) text = count(total)
  else text = `${formatNumber(from)}–${formatNumber(from + shown - 1)} of ${count(total)}`

  return (
    <div className="mt-2.5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-ink-2 text-sm">
      <p role="status">{text}</p>
      <div data-chrome className="flex items-center gap-2">
        <Select
          size="sm"
          aria-label="Rows per page"
          value={String(size)}
          options={(url.config.sizes ?? DEFAULT_SIZES).map((n) => ({ value: String(n), label: `${n} rows` }))}
          onChange={(event) => url.change({ size: Number(event.target.value) })}
          className="max-sm:hidden"
        />
        <Button
          size="sm"
          icon={<ChevronLeft />}
          disabled={!hasPrevious}
          onClick={() => url.change(byCursor ? { cursor: null } : { page: page - 1 })}
        >
          {byCursor ? 'First' : 'Previous'}
        </Button>
        <Button
          size="sm"
          disabled={!hasNext}
          onClick={() => url.change(byCursor ? { cursor: nextCursor } : { page: page + 1 })}
        >
          Next
          <ChevronRight />
        </Button>
      </div>
    </div>
  )
}
