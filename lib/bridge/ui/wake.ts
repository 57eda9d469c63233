const TICK_MS = 1_000
/** A second that lasted this long was slept through. Hidden tabs tick once a minute, so theirs does not count. */
const SLEPT_MS = 10_000

/**
 * Calls back whenever the page may have been out of the world for a while: it is shown again, the network is back, the
 * browser thawed it, or the machine slept.
 */
export function onWake(listener: () => void): () => void {
  const shown = () => document.visibilityState === 'visible' && listener()
  let last = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    const slept = now - last > SLEPT_MS && document.visibilityState === 'visible'
    last = now
    if (slept) listener()
  }, TICK_MS)
  document.addEventListener('visibilitychange', shown)
  document.addEventListener('resume', listener)
  window.addEventListener('online', listener)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', shown)
    document.removeEventListener('resume', listener)
    window.removeEventListener('online', listener)
  }
}

/**
 * Tells when the browser puts the page away whole, to bring it back as it was when the person goes back, and when it
 * does so.
 */
export function onPutAway({ away, back }: { away: () => void; back: () => void }): () => void {
  const hide = (event: PageTransitionEvent) => event.persisted && away()
  const show = (event: PageTransitionEvent) => event.persisted && back()
  window.addEventListener('pagehide', hide)
  window.addEventListener('pageshow', show)
  return () => {
    window.removeEventListener('pagehide', hide)
    window.removeEventListener('pageshow', show)
  }
}
