export type CookieToSet = {
  name: string
  value: string
  httpOnly?: boolean
  secure?: boolean
  sameSite?: 'lax' | 'strict' | 'none'
  path?: string
  domain?: string
  maxAge?: number
  expires?: Date
}

/**
 * Reads one Set-Cookie header (RFC 6265 §4.1) into what a cookie jar takes, so that cookies made by the sign-in library
 * can leave through a server action. The value is decoded, since the jar encodes it again. Null when it has no name.
 */
export function parseSetCookie(header: string): CookieToSet | null {
  const [pair = '', ...attributes] = header.split(';')
  const equals = pair.indexOf('=')
  const name = pair.slice(0, Math.max(0, equals)).trim()
  if (name === '') return null
  const cookie: CookieToSet = { name, value: decoded(pair.slice(equals + 1).trim()) }
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=')
    apply(cookie, key.trim().toLowerCase(), rest.join('=').trim())
  }
  return cookie
}

function apply(cookie: CookieToSet, key: string, value: string): void {
  if (key === 'httponly') cookie.httpOnly = true
  else if (key === 'secure') cookie.secure = true
  else if (key === 'path') cookie.path = value
  else if (key === 'domain' && value) cookie.domain = value
  else if (key === 'max-age' && /^-?\d+$/.test(value)) cookie.maxAge = Number(value)
  else if (key === 'expires' && Number.isFinite(Date.parse(value))) cookie.expires = new Date(value)
  else if (key === 'samesite') {
    const site = value.toLowerCase()
    if (site === 'lax' || site === 'strict' || site === 'none') cookie.sameSite = site
  }
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Puts cookies given as Set-Cookie headers into a jar such as Next's `cookies()`. */
export function setCookies(jar: { set(cookie: CookieToSet): unknown }, headers: readonly string[]): void {
  for (const header of headers) {
    const cookie = parseSetCookie(header)
    if (cookie) jar.set(cookie)
  }
}
