'use client'

import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import type { CommandItem } from './command-item.ts'
import { useModifierKey } from './modifier-key.ts'

interface Shortcut {
  keys: readonly string[]
  label: string
}

/** Every shortcut that works on this page, and none that does not. */
export function ShortcutList({ items, onClose }: { items: readonly CommandItem[]; onClose: () => void }) {
  const modifier = useModifierKey()
  const groups: { title: string; shortcuts: Shortcut[] }[] = [
    {
      title: 'Everywhere',
      shortcuts: [
        { keys: [modifier, 'K'], label: 'Search and commands' },
        { keys: ['?'], label: 'This list' },
        { keys: ['Esc'], label: 'Close what is open' },
      ],
    },
    {
      title: 'Tables',
      shortcuts: [
        { keys: ['↑', '↓'], label: 'Move between rows' },
        { keys: ['Enter'], label: 'Open the row' },
        { keys: ['Space'], label: 'Select the row' },
      ],
    },
    {
      title: 'Go to',
      shortcuts: items.flatMap((item) =>
        item.keys ? [{ keys: item.keys.map((key) => key.toUpperCase()), label: item.label }] : [],
      ),
    },
  ]
  return (
    <Dialog open onClose={onClose} title="Keyboard shortcuts">
      <div className="grid gap-5">
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className="mb-1 font-medium text-ink-3 text-sm">{group.title}</h3>
            <dl>
              {group.shortcuts.map((shortcut) => (
                <div
                  key={shortcut.label}
                  className="flex items-center justify-between gap-4 border-t py-1.5 first:border-t-0"
                >
                  <dt>{shortcut.label}</dt>
                  <dd className="flex gap-1">
                    {shortcut.keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
