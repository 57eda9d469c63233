'use client'

import { useTheme } from 'next-themes'
import { useEffect, useRef } from 'react'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import type { PreferenceFields } from './record.ts'

/**
 * Keeps this browser's theme and the stored one the same, both ways: a choice made elsewhere is put on here, and the
 * quick switch of the shell is stored.
 */
export function PreferencesEffect({ initial }: { initial: Snapshot }) {
  const { fields, edit } = useEntity<PreferenceFields>('preferences', initial.id, initial)
  const { theme: shown, setTheme } = useTheme()
  const stored = fields.theme
  const lastStored = useRef<string | null>(null)
  const lastShown = useRef<string | undefined>(undefined)

  useEffect(() => {
    if (stored !== lastStored.current) {
      // Also the first time: what is stored wins over what this browser happened to keep.
      lastStored.current = stored
      lastShown.current = shown
      if (shown !== stored) setTheme(stored)
    } else if (shown !== undefined && shown !== lastShown.current) {
      lastShown.current = shown
      lastStored.current = shown
      if (shown !== stored) void edit({ theme: shown })
    }
  }, [stored, shown, setTheme, edit])

  return null
}
