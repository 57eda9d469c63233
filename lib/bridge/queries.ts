import type { Snapshot } from './schema.ts'

export type EntityKey = `${string}:${string}`

export function entityKey(entity: string, id: string): EntityKey {
  return `${entity}:${id}`
}

export const bridgeKeys = {
  entity: (entity: string, id: string) => ['entity', entity, id] as const,
  conflicts: (entity: string, id: string) => ['conflicts', entity, id] as const,
}

/**
 * Reads an entity as it is now, and not older than the given version. Throws when it cannot be had: React Query shows
 * and retries.
 */
export async function fetchSnapshot(
  entity: string,
  id: string,
  options: { atLeast?: number; signal?: AbortSignal | undefined } = {},
): Promise<Snapshot> {
  const { atLeast = 0, signal } = options
  const path = `/api/v1/lockstep/entities/${encodeURIComponent(entity)}/${encodeURIComponent(id)}?atLeast=${atLeast}`
  const response = await fetch(path, { signal: signal ?? null, headers: { accept: 'application/json' } })
  if (!response.ok) throw new ReadFailure(response.status)
  return (await response.json()) as Snapshot
}

export class ReadFailure extends Error {
  readonly status: number

  constructor(status: number) {
    super(`The server answered ${status}`)
    this.name = 'ReadFailure'
    this.status = status
  }
}
