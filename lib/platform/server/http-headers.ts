import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { newId } from '#lib/core/ids.ts'
import { ADDRESS_HEADER, REQUEST_ID_HEADER } from '#lib/platform/http/request.ts'

/**
 * Marks a request with an id and its sender's address, over anything a client sent under those names, and gives the
 * answer its security headers. Next finds the nonce in the policy and puts it on its own scripts.
 */
export function prepareExchange(
  request: IncomingMessage,
  response: ServerResponse,
  options: { development: boolean; trustedProxies: number; secure: boolean },
): void {
  const requestId = newId()
  request.headers[REQUEST_ID_HEADER] = requestId
  request.headers[ADDRESS_HEADER] = senderAddress(request, options.trustedProxies)
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce, options)
  request.headers['content-security-policy'] = policy
  request.headers['x-nonce'] = nonce

  response.setHeader('x-request-id', requestId)
  response.setHeader('content-security-policy', policy)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin')
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  if (options.secure) response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains')
}

/** The socket's peer, or what the given number of proxies that we trust say before them. */
export function senderAddress(request: IncomingMessage, trustedProxies: number): string {
  const peer = request.socket.remoteAddress ?? 'unknown'
  if (trustedProxies === 0) return peer
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  return [...forwarded, peer].at(-1 - trustedProxies) ?? forwarded[0] ?? peer
}

function contentSecurityPolicy(nonce: string, options: { development: boolean; secure: boolean }): string {
  return [
    `default-src 'self'`,
    // Fast refresh evaluates code; it exists in development only.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${options.development ? ` 'unsafe-eval'` : ''}`,
    // Charts and tables place things with style attributes.
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `object-src 'none'`,
    `base-uri 'self'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    ...(options.secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}
