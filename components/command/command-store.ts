/** Which of the two command surfaces is open; a module store, so that any button can open it. */
export type CommandSurface = 'closed' | 'palette' | 'shortcuts'

let surface: CommandSurface = 'closed'
const listeners = new Set<() => void>()

export function openCommand(next: CommandSurface): void {
  surface = next
  for (const notify of listeners) notify()
}

export function currentCommand(): CommandSurface {
  return surface
}

export function subscribeToCommand(notify: () => void): () => void {
  listeners.add(notify)
  return () => listeners.delete(notify)
}
