import 'server-only'
import { runtime } from '#lib/platform/runtime.ts'

/** Tells the relay of this process that something was committed. Cheap; call it after every commit with events. */
export function pokeRelay(): void {
  runtime().pokeRelay?.()
}
