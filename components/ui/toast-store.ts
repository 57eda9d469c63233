import type { Tone } from './status.tsx'

export interface ToastInput {
  title: string
  body?: string
  tone?: Tone
  /** For example undo. With an action the toast stays at least 8 s. */
  action?: { label: string; onSelect: () => void }
  /** ms until it leaves; failures stay until closed. */
  durationMs?: number
}

export interface Toast extends ToastInput {
  id: number
  tone: Tone
  durationMs: number
}

const MOST = 3
let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  for (const notify of listeners) notify()
}

/** Says that something happened, without taking focus. The same title twice replaces the first. Gives the id. */
export function showToast(input: ToastInput): number {
  lastId += 1
  const tone = input.tone ?? 'neutral'
  const durationMs =
    input.durationMs ?? (tone === 'bad' ? Number.POSITIVE_INFINITY : input.action ? 8000 : 5000)
  const toast: Toast = { ...input, id: lastId, tone, durationMs }
  set([...toasts.filter((other) => other.title !== input.title), toast].slice(-MOST))
  return lastId
}

/** Takes a toast away; unknown ids do nothing. */
export function dismissToast(id: number): void {
  set(toasts.filter((toast) => toast.id !== id))
}

export function subscribeToToasts(notify: () => void): () => void {
  listeners.add(notify)
  return () => listeners.delete(notify)
}

export function currentToasts(): readonly Toast[] {
  return toasts
}
