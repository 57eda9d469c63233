import 'server-only'
import { env } from './env.ts'

/** The address that people reach the product under, without a slash at the end; never taken from a request. */
export function publicUrl(): string {
  const { PUBLIC_URL, HOST, PORT } = env()
  if (PUBLIC_URL) return PUBLIC_URL.replace(/\/+$/, '')
  const host = ['0.0.0.0', '::'].includes(HOST) ? 'localhost' : HOST
  return `http://${host}:${PORT}`
}

/**
 * Origins whose pages may act for a signed-in person. On the loopback address, all of its usual names count: a
 * browser on this machine may use any of them.
 */
export function ownOrigins(): string[] {
  const url = new URL(publicUrl())
  const loopback = ['127.0.0.1', 'localhost', '[::1]']
  if (!loopback.includes(url.hostname)) return [url.origin]
  return loopback.map((host) => `${url.protocol}//${host}${url.port ? `:${url.port}` : ''}`)
}
