'use client'

import { Command, defaultFilter } from 'cmdk'
import Search from 'lucide-react/icons/search'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Kbd } from '../ui/kbd.tsx'
import { Spinner } from '../ui/spinner.tsx'
import type { CommandItem } from './command-item.ts'
import { openCommand } from './command-store.ts'

const SEARCH_AFTER_MS = 150
const SHORTEST_QUERY = 2

interface PaletteProps {
  items: readonly CommandItem[]
  search?: ((query: string) => Promise<CommandItem[]>) | undefined
  onClose: () => void
}

type Found = { query: string; items: CommandItem[]; failed: boolean }

/** The ⌘K palette: places and actions at once, records as one types. Loaded on first use. */
export function CommandPalette({ items, search, onClose }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const router = useRouter()
  const [query, setQuery] = useState('')
  const [found, setFound] = useState<Found>({ query: '', items: [], failed: false })
  const wanted = search && query.trim().length >= SHORTEST_QUERY ? query.trim() : ''

  useEffect(() => {
    dialog.current?.showModal()
    // The list's own frame can take focus too and comes first.
    dialog.current?.querySelector('input')?.focus()
  }, [])

  useEffect(() => {
    if (!search || wanted === '') return
    let current = true
    const timer = setTimeout(() => {
      search(wanted).then(
        (results) => current && setFound({ query: wanted, items: results, failed: false }),
        () => current && setFound({ query: wanted, items: [], failed: true }),
      )
    }, SEARCH_AFTER_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [search, wanted])

  function choose(item: CommandItem) {
    onClose()
    if (item.href) router.push(item.href)
    else item.onSelect?.()
  }

  const searching = wanted !== '' && found.query !== wanted
  const records = wanted === '' ? [] : found.items
  const everything = [
    ...items,
    { id: 'shortcuts', label: 'Keyboard shortcuts', group: 'Help', onSelect: () => openCommand('shortcuts') },
  ]
  const matching = bestFirst(everything, query.trim())
  const groups = [...new Set(matching.map((item) => item.group))]

  return (
    <dialog
      ref={dialog}
      aria-label="Search and commands"
      onClose={onClose}
      onMouseDown={(event) => event.target === event.currentTarget && onClose()}
      className="floating fixed inset-x-0 top-[12dvh] m-0 mx-auto w-[min(38rem,calc(100vw-1.5rem))] animate-appear overflow-hidden p-0"
    >
      {/* What matches is decided here: the palette's own filter may miss lines that come after what was typed. */}
      <Command label="Search and commands" loop shouldFilter={false}>
        <div className="flex items-center gap-3 border-b px-4">
          <Search className="size-4 shrink-0 text-ink-3" />
          <Command.Input
            value={query}
            onValueChange={setQuery}
            placeholder={search ? 'Search records, pages and actions' : 'Search pages and actions'}
            className="h-12 w-full bg-transparent text-[1rem] outline-none placeholder:text-ink-3"
          />
          {searching ? <Spinner className="text-ink-3" /> : <Kbd>Esc</Kbd>}
        </div>
        <Command.List className="max-h-[min(27rem,62dvh)] overflow-y-auto p-1.5">
          {matching.length + records.length === 0 ? (
            <p role="presentation" className="px-3 py-8 text-center text-ink-3">
              {searching ? 'Searching …' : `Nothing matches “${query}”.`}
            </p>
          ) : null}
          {records.length > 0 ? (
            <PaletteGroup heading="Records">
              {records.map((item) => (
                <PaletteLine key={item.id} item={item} onChoose={choose} />
              ))}
            </PaletteGroup>
          ) : null}
          {groups.map((group) => (
            <PaletteGroup key={group} heading={group}>
              {matching
                .filter((item) => item.group === group)
                .map((item) => (
                  <PaletteLine key={item.id} item={item} onChoose={choose} />
                ))}
            </PaletteGroup>
          ))}
        </Command.List>
        {found.failed && wanted !== '' ? (
          <p role="status" className="border-t px-4 py-2 text-bad text-sm">
            Records could not be searched. Pages and actions still work.
          </p>
        ) : null}
      </Command>
    </dialog>
  )
}

/** What the words fit, the best first; everything in its order while nothing is typed. */
function bestFirst(items: readonly CommandItem[], wanted: string): readonly CommandItem[] {
  if (wanted === '') return items
  return items
    .map((item) => ({ item, score: defaultFilter(item.label, wanted, [...(item.keywords ?? [])]) }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .map(({ item }) => item)
}

function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  )
}

function PaletteLine({ item, onChoose }: { item: CommandItem; onChoose: (item: CommandItem) => void }) {
  return (
    <Command.Item
      value={`${item.label} ${item.id}`}
      onSelect={() => onChoose(item)}
      className="flex h-9 cursor-pointer items-center gap-3 rounded-sm px-2.5 data-[selected=true]:bg-hover coarse:h-11"
    >
      <span className="truncate">{item.label}</span>
      {item.hint ? <span className="truncate text-ink-3 text-sm">{item.hint}</span> : null}
      {item.keys ? (
        <span className="ml-auto flex gap-0.5 max-sm:hidden">
          {item.keys.map((key) => (
            <Kbd key={key}>{key.toUpperCase()}</Kbd>
          ))}
        </span>
      ) : null}
    </Command.Item>
  )
}
