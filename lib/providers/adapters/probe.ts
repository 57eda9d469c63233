import { Exchange } from '../call-exchange.ts'
import { hiddenFailure } from '../classify/facts.ts'
import { classify } from '../classify.ts'
import type { ProviderName } from '../domain.ts'
import type { RawFailure } from '../failure.ts'
import type { Fetch, ProbeRequest, ProbeResult } from './adapter.ts'

/** Asks once and judges the answer by the same rules as a call. A signal that timed out counts as a timeout. */
export async function probe(
  name: ProviderName,
  request: ProbeRequest,
  secrets: readonly string[],
  fetch: Fetch,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const started = performance.now()
  const exchange = new Exchange(fetch, signal)
  let failed: RawFailure | null
  try {
    const response = await exchange.fetch(request.url, { headers: request.headers })
    const hidden = hiddenFailure(await response.json().catch(() => null))
    failed = hidden === null ? null : exchange.failure(hidden)
  } catch {
    failed = exchange.failure(signal.aborted && isTimeout(signal.reason) ? 'timeout' : null)
    // Some model lists are longer than any answer may be; that they come is all the probe wants to know.
    if (failed.cause === 'unparsable') failed = null
  } finally {
    exchange.close()
  }
  const latencyMs = Math.round(performance.now() - started)
  if (!failed) return { ok: true, latencyMs }
  return { ok: false, latencyMs, failure: classify(name, failed, Date.now(), secrets) }
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError'
}
