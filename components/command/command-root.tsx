'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { CommandItem } from './command-item.ts'
import { currentCommand, openCommand, subscribeToCommand } from './command-store.ts'

// Neither is part of the first load: most visits never open them.
const CommandPalette = dynamic(
  () => import('./command-palette.tsx').then((module) => module.CommandPalette),
  {
    ssr: false,
  },
)
const ShortcutList = dynamic(() => import('./shortcut-list.tsx').then((module) => module.ShortcutList), {
  ssr: false,
})

export interface CommandRootProps {
  items: readonly CommandItem[]
  /** Finds records as one types: a server action. */
  search?: ((query: string) => Promise<CommandItem[]>) | undefined
}

const SEQUENCE_MS = 1000

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  )
}

/** Listens for ⌘K, `?` and two-key jumps, and shows the palette or the list of shortcuts. */
export function CommandRoot({ items, search }: CommandRootProps) {
  const surface = useSyncExternalStore(subscribeToCommand, currentCommand, () => 'closed' as const)
  const router = useRouter()
  const first = useRef<{ key: string; at: number } | null>(null)

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (
        (event.metaKey || event.ctrlKey) &&
        !event.shiftKey &&
        !event.altKey &&
        event.key.toLowerCase() === 'k'
      ) {
        event.preventDefault()
        openCommand(currentCommand() === 'palette' ? 'closed' : 'palette')
        return
      }
      if (
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        isTyping(event.target) ||
        document.querySelector('dialog:modal')
      )
        return
      if (event.key === '?') {
        event.preventDefault()
        openCommand('shortcuts')
        return
      }
      const before = first.current
      first.current = { key: event.key, at: event.timeStamp }
      if (!before || event.timeStamp - before.at > SEQUENCE_MS) return
      const hit = items.find((item) => item.keys?.[0] === before.key && item.keys[1] === event.key)
      if (!hit) return
      event.preventDefault()
      first.current = null
      if (hit.href) router.push(hit.href)
      else hit.onSelect?.()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [items, router])

  const close = () => openCommand('closed')
  if (surface === 'palette') return <CommandPalette items={items} search={search} onClose={close} />
  if (surface === 'shortcuts') return <ShortcutList items={items} onClose={close} />
  return null
}
