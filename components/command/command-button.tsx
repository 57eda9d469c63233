'use client'

import { clsx } from 'clsx'
import Search from 'lucide-react/icons/search'
import { Kbd } from '../ui/kbd.tsx'
import { openCommand } from './command-store.ts'
import { useModifierKey } from './modifier-key.ts'

/** Opens the ⌘K palette; a field-like button where there is room, an icon where there is not. */
export function CommandButton({ compact = false }: { compact?: boolean }) {
  const modifier = useModifierKey()
  return (
    <button
      type="button"
      aria-keyshortcuts="Control+K Meta+K"
      title="Search or jump to"
      onClick={() => openCommand('palette')}
      className={clsx(
        'inline-flex h-8 items-center gap-2 rounded-md text-ink-3 text-sm hover:bg-hover hover:text-ink focus-visible:rounded-md coarse:h-10',
        compact
          ? 'w-8 justify-center coarse:w-10 lg:w-auto lg:border lg:px-2.5'
          : 'w-8 justify-center lg:w-60 lg:justify-start lg:border lg:bg-surface lg:px-2.5',
      )}
    >
      <Search className="size-4 shrink-0" />
      <span className={compact ? 'sr-only' : 'grow text-left max-lg:sr-only'}>Search or jump to</span>
      <span className="flex gap-0.5 max-lg:hidden">
        <Kbd>{modifier}</Kbd>
        <Kbd>K</Kbd>
      </span>
    </button>
  )
}
