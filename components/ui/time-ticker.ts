import { relativeTime } from './format-time.ts'

interface Listener {
  at: number
  notify: () => void
}

const listeners = new Set<Listener>()
let timer: ReturnType<typeof setTimeout> | null = null
let offsetMs = 0

/** The present by the server's clock (Unix ms), as far as this page knows it: ages are told of the server's times. */
export function present(): number {
  return Date.now() + offsetMs
}

/** Tells how far the server's clock is ahead of this one (ms). */
export function setServerOffset(ms: number): void {
  offsetMs = ms
  if (listeners.size > 0) tick()
}

function schedule(): void {
  if (timer) clearTimeout(timer)
  timer = null
  if (typeof document !== 'undefined' && document.hidden) return
  const now = present()
  let soonest = Number.POSITIVE_INFINITY
  for (const { at } of listeners) soonest = Math.min(soonest, relativeTime(at, now).nextChangeMs ?? Infinity)
  if (soonest === Number.POSITIVE_INFINITY) return
  // A list of 100 rows must not wake up 100 times: changes of the same second share one tick.
  timer = setTimeout(tick, Math.min(Math.max(soonest, 1000), 2 ** 31 - 1))
}

function tick(): void {
  for (const { notify } of listeners) notify()
  schedule()
}

/** One timer for every relative time of the page, set for the moment the next text changes; asleep in hidden tabs. */
export function subscribeToTime(at: number, notify: () => void): () => void {
  const listener = { at, notify }
  if (listeners.size === 0) document.addEventListener('visibilitychange', tick)
  listeners.add(listener)
  schedule()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      document.removeEventListener('visibilitychange', tick)
      if (timer) clearTimeout(timer)
      timer = null
    }
  }
}
