import 'server-only'
import { processSingleton } from '#lib/platform/runtime.ts'
import type { DigestAnswer } from './wire.ts'

export type ClientDigest = {
  readonly clientId: string
  /** When (Unix ms). */
  readonly at: number
  readonly mismatches: DigestAnswer['mismatches']
}

/** What each connected client last said that it shows, and how that compared. One a client, gone with it. */
export class Digests {
  readonly #last = new Map<string, ClientDigest>()

  note(digest: ClientDigest): void {
    this.#last.set(digest.clientId, digest)
  }

  forget(clientId: string): void {
    this.#last.delete(clientId)
  }

  since(time: number): ClientDigest[] {
    return [...this.#last.values()].filter(({ at }) => at >= time)
  }
}

export function digests(): Digests {
  return processSingleton('bridge.digests', () => new Digests())
}
