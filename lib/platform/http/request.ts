import 'server-only'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { newId } from '#lib/core/ids.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { ownOrigins } from '#lib/platform/config/public-url.ts'

/** Set by the server on every request, over whatever a client sent under these names. */
export const REQUEST_ID_HEADER = 'x-request-id'
export const ADDRESS_HEADER = 'x-client-address'

export function requestIdOf(headers: Headers): string {
  return headers.get(REQUEST_ID_HEADER) ?? newId()
}

export function addressOf(headers: Headers): string {
  return headers.get(ADDRESS_HEADER) ?? 'unknown'
}

const BODY_LIMIT_BYTES = 1024 * 1024

/** The media type that a request says its body has, without parameters. */
export function mediaTypeOf(headers: Headers): string | undefined {
  return headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
}

/** Reads a JSON body of bounded size. Only a JSON media type counts: a foreign page's form cannot send it. */
export async function readJson(request: Request): Promise<Result<unknown, DomainError>> {
  if (mediaTypeOf(request.headers) !== 'application/json') {
    return err(domainError('unsupported', 'Send the body as application/json.'))
  }
  const tooLarge = domainError('too-large', `The body is larger than ${BODY_LIMIT_BYTES} bytes.`)
  if (Number(request.headers.get('content-length') ?? 0) > BODY_LIMIT_BYTES) return err(tooLarge)
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body) {
    // Cancelling the stream would cut the connection before the refusal is sent.
    for await (const chunk of request.body.values({ preventCancel: true })) {
      size += chunk.byteLength
      if (size > BODY_LIMIT_BYTES) return err(tooLarge)
      chunks.push(chunk)
    }
  }
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))))
  } catch {
    return err(
      domainError('invalid', 'The body is no JSON.', { fields: [{ path: '', message: 'is no JSON' }] }),
    )
  }
}

/** Whether more of the body than we would read for nothing is still on its way: such a connection is closed. */
export function hasLongBody(headers: Headers): boolean {
  if (headers.has('transfer-encoding')) return true
  return Number(headers.get('content-length') ?? 0) > BODY_LIMIT_BYTES
}

/**
 * Whether a request that rides on a cookie comes from a page of ours. Browsers send Origin with every unsafe
 * request; one without it, or from elsewhere, does not count as ours.
 */
export function isFromOwnPage(headers: Headers): boolean {
  const origin = headers.get('origin')
  return origin !== null && ownOrigins().includes(origin)
}

/**
 * Whether a request was made on this machine itself, with no sign of a proxy that passed it on for another one. A
 * proxy that adds no header of its own still passes on the name that the outside knows us by.
 */
export function isOnThisMachine(headers: Headers): boolean {
  if (['forwarded', 'x-real-ip', 'via'].some((name) => headers.has(name))) return false
  // Next adds a forwarded host too, which is then the same.
  const hosts = [headers.get('host'), headers.get('x-forwarded-host') ?? headers.get('host')]
  if (!hosts.every(isLoopbackHost)) return false
  // Next adds the peer's address under this name, so its presence alone says nothing.
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
  return [addressOf(headers), ...hops.filter(Boolean)].every(isLoopback)
}

function isLoopbackHost(host: string | null): boolean {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '')
  return name === 'localhost' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address)
}
