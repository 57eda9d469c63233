import 'server-only'
import { env } from '#lib/platform/config/env.ts'
import { processSingleton } from '#lib/platform/runtime.ts'

/** What can be made to go wrong on purpose, in one process. */
export type FaultSettings = {
  /** Each change waits this long (ms) before it is handed on. */
  delayMs: number
  /** Each change is sent twice. */
  duplicate: boolean
  /** Changes are saved and not handed on. */
  relayStopped: boolean
}

const NONE: FaultSettings = { delayMs: 0, duplicate: false, relayStopped: false }

/** Faults of this process, for people who want to see what the bridge makes of them. There are none in production. */
export class Faults {
  #settings = NONE
  readonly #listeners = new Set<() => void>()

  get settings(): Readonly<FaultSettings> {
    return this.#settings
  }

  set(change: Partial<FaultSettings>): void {
    if (!faultsAllowed()) throw new Error('Faults cannot be made in production')
    this.#settings = { ...this.#settings, ...change }
    for (const listener of this.#listeners) listener()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

export function faultsAllowed(): boolean {
  return env().NODE_ENV !== 'production'
}

export function faults(): Faults {
  return processSingleton('bridge.faults', () => new Faults())
}
