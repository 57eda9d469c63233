import type { QueryClient } from '@tanstack/react-query'
import { canonicalJson } from '#lib/core/canonical-json.ts'
import { bridgeKeys, entityKey } from '../queries.ts'
import type { Digest, DigestAnswer } from '../wire.ts'
import type { HeldSnapshot } from './entity-cache.ts'

/** The server reads no longer list. */
const ENTITIES_AT_MOST = 200

/**
 * What this page shows: version and hash of each entity that some component is showing now. What is being read anew is
 * left out: the page knows already that it is behind.
 */
export function digestOf(queries: QueryClient, hash: (text: string) => string): Digest['entities'] {
  const shown = queries
    .getQueryCache()
    .findAll({ queryKey: ['entity'], type: 'active', fetchStatus: 'idle' })
    .flatMap(({ state }) => (state.data ? [state.data as HeldSnapshot] : []))
    // Of what is deleted nothing is stored that could be compared.
    .filter(({ gone }) => !gone)
    .slice(0, ENTITIES_AT_MOST)
  return shown.map(({ entity, id, version, fields }) => ({
    key: entityKey(entity, id),
    version,
    hash: hash(canonicalJson(fields)),
  }))
}

/** SHA-256, hex, of a text. A library's, because browsers keep theirs from pages that came by plain HTTP. */
export async function loadHash(): Promise<(text: string) => string> {
  const [{ sha256 }, { bytesToHex, utf8ToBytes }] = await Promise.all([
    import('@noble/hashes/sha2.js'),
    import('@noble/hashes/utils.js'),
  ])
  return (text) => bytesToHex(sha256(utf8ToBytes(text)))
}

/** Reads anew what the server says is shown otherwise than it is stored. */
export function mend(queries: QueryClient, { mismatches }: DigestAnswer): void {
  for (const { key } of mismatches) {
    const [entity = '', id = ''] = key.split(/:(.*)/s)
    void queries.invalidateQueries({ queryKey: bridgeKeys.entity(entity, id) })
  }
}
