'use client'

import Columns3 from 'lucide-react/icons/columns-3'
import Rows2 from 'lucide-react/icons/rows-2'
import Rows3 from 'lucide-react/icons/rows-3'
import Search from 'lucide-react/icons/search'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { IconButton, iconButtonClass } from '../ui/icon-button.tsx'
import { Input } from '../ui/input.tsx'
import { Popover } from '../ui/popover.tsx'
import { Select } from '../ui/select.tsx'
import type { DataColumn } from './column.ts'
import type { Density } from './density.ts'
import { isFiltered } from './table-url-state.ts'
import type { TableUrl } from './use-table-url-state.ts'

const SEARCH_AFTER_MS = 250

/** Search, filters, columns and density, all of the table and none of the page. */
export function DataTableToolbar<Row>({
  url,
  columns,
  searchLabel,
  density,
  onDensity,
  tools,
  nothing,
}: {
  url: TableUrl
  columns: readonly DataColumn<Row>[]
  searchLabel: string | undefined
  density: Density
  onDensity: (density: Density) => void
  tools: ReactNode
  /** The place of the rows offers to clear the filters already. */
  nothing: boolean
}) {
  const hideable = columns.filter((column) => column.hideable)
  const compact = density === 'compact'
  return (
    <div data-chrome className="mb-3 flex flex-wrap items-center gap-2">
      {searchLabel ? <SearchBox url={url} label={searchLabel} /> : null}
      {(url.config.filters ?? []).map((filter) => (
        <Select
          key={filter.id}
          aria-label={filter.label}
          value={url.state.filters[filter.id] ?? ''}
          placeholder={`${filter.label}: any`}
          options={filter.options}
          onChange={(event) => {
            const value = event.target.value
            url.change(({ filters: { [filter.id]: _, ...others } }) => ({
              filters: value ? { ...others, [filter.id]: value } : others,
            }))
          }}
          className="max-sm:min-w-0 max-sm:flex-1 max-sm:basis-32"
        />
      ))}
      {isFiltered(url.state) && !nothing ? (
        <Button variant="ghost" onClick={url.clearFilters}>
          Clear filters
        </Button>
      ) : null}
      <div className="ml-auto flex items-center gap-1">
        {tools}
        {hideable.length > 0 ? (
          <Popover
            label="Columns"
            align="end"
            trigger={<Columns3 />}
            triggerLabel="Columns"
            triggerClass={iconButtonClass()}
            className="min-w-44 p-3"
          >
            <div className="grid gap-1.5">
              {hideable.map((column) => (
                <Checkbox
                  key={column.id}
                  label={column.header}
                  checked={!url.state.hidden.includes(column.id)}
                  onChange={(event) =>
                    url.change({
                      hidden: event.target.checked
                        ? url.state.hidden.filter((id) => id !== column.id)
                        : [...url.state.hidden, column.id],
                    })
                  }
                />
              ))}
            </div>
          </Popover>
        ) : null}
        <span className="max-sm:hidden">
          <IconButton
            label={compact ? 'Comfortable rows' : 'Compact rows'}
            icon={compact ? <Rows2 /> : <Rows3 />}
            onClick={() => onDensity(compact ? 'comfortable' : 'compact')}
          />
        </span>
      </div>
    </div>
  )
}

function SearchBox({ url, label }: { url: TableUrl; label: string }) {
  const [text, setText] = useState(url.state.q)
  const [sent, setSent] = useState(url.state.q)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  // The address changed by other means (back, "clear filters"): the box follows, but never while one is typing.
  if (url.state.q !== sent && !url.pending) {
    setSent(url.state.q)
    setText(url.state.q)
  }

  function send(value: string) {
    clearTimeout(timer.current)
    setSent(value.trim())
    url.change({ q: value.trim() })
  }

  return (
    <search className="w-full sm:w-64">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          send(text)
        }}
      >
        <Input
          type="search"
          aria-label={label}
          placeholder={label}
          lead={<Search />}
          value={text}
          onChange={(event) => {
            const value = event.target.value
            setText(value)
            clearTimeout(timer.current)
            timer.current = setTimeout(() => send(value), SEARCH_AFTER_MS)
          }}
        />
      </form>
    </search>
  )
}
