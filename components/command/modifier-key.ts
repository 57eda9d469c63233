import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** "⌘" on Apple's systems, "Ctrl" elsewhere and on the server. */
export function useModifierKey(): string {
  return useSyncExternalStore(
    never,
    () => (/Mac|iP(hone|ad|od)/.test(navigator.userAgent) ? '⌘' : 'Ctrl'),
    () => 'Ctrl',
  )
}
