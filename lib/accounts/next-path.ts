const BASE = 'https://own.invalid'

/**
 * Where to go after signing in: only a path of this site, else null. Browsers read `//host`, `/\host` and control
 * characters in ways that leave the site, so none of them passes.
 */
export function ownPath(next: unknown): string | null {
  if (typeof next !== 'string' || next.length > 500) return null
  if (!/^\/(?!\/)[^\\\p{Cc}]*$/u.test(next)) return null
  if (!URL.canParse(next, BASE)) return null
  const url = new URL(next, BASE)
  return url.origin === BASE && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : null
}

const SIGNED_OUT_PATHS = new Set(['/', '/sign-in', '/sign-up', '/forgot'])

/** The page that somebody meets first: where they wanted to go if that is theirs to see, else their portal. */
export function firstPath(role: string, next: unknown): string {
  const home = role === 'admin' ? '/admin' : '/dashboard'
  const path = ownPath(next)
  const [name = '/'] = path?.split(/[?#]/) ?? []
  if (!path || SIGNED_OUT_PATHS.has(name) || name.startsWith('/api/') || name.startsWith('/reset/'))
    return home
  const isAdminPage = name === '/admin' || name.startsWith('/admin/')
  return isAdminPage && role !== 'admin' ? home : path
}
