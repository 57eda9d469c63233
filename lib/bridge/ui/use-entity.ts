'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { FieldStamp, Fields, FieldValue } from '../domain.ts'
import { bridgeKeys } from '../queries.ts'
import type { Snapshot } from '../schema.ts'
import type { EditOutcome } from './edit-queue.ts'
import { healIfBehind, OvertakenRead, readEntity, takeInitial } from './entity-cache.ts'
import { mayReadAgain, useLockstep } from './lockstep-provider.tsx'
import { usePainted } from './use-painted.ts'

export type EntityView<F> = {
  /** Which record it is. */
  readonly entity: string
  readonly id: string
  /** Null until it has been read. */
  readonly version: number | null
  /** What the server holds, with this person's edits that are still on their way laid over it. */
  readonly fields: F
  readonly meta: Readonly<Record<string, FieldStamp>>
  /** Fields whose shown value has not been taken by the server yet. */
  readonly pending: ReadonlySet<string>
  readonly error: Error | null
  /** Shows the change at once, sends it, and resolves with what the coordinator did; on refusal it is taken back. */
  edit(fields: Partial<F>): Promise<EditOutcome>
}

/** How long an accepted edit waits for its event before the entity is read again. */
const EVENT_GRACE_MS = 1_500
/** A read that an event has overtaken is made again at once, and then in ever longer steps. */
const OVERTAKEN_RETRIES = 8

/**
 * A synchronised entity, live: patched by events, edited optimistically. The cache always holds the server's truth;
 * edits are an overlay, so taking one back or laying it over a newer version needs no undo.
 */
export function useEntity<F extends { readonly [K in keyof F]: FieldValue }>(
  entity: string,
  id: string,
  initial?: Snapshot,
): EntityView<F> {
  const { edits, known } = useLockstep()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: bridgeKeys.entity(entity, id),
    queryFn: ({ signal }) => readEntity({ queries, known }, entity, id, signal),
    ...(initial ? { initialData: initial } : {}),
    staleTime: Number.POSITIVE_INFINITY,
    retry: (failures, cause) =>
      cause instanceof OvertakenRead ? failures < OVERTAKEN_RETRIES : mayReadAgain(failures, cause),
    retryDelay: (failures, cause) =>
      cause instanceof OvertakenRead ? 50 * (2 ** failures - 1) : Math.min(1_000 * 2 ** failures, 30_000),
  })
  const snapshot = query.data
  const pendingEdits = useSyncExternalStore(
    (listener) => edits.subscribe(listener),
    () => edits.of(entity, id),
    () => edits.of(entity, id),
  )

  // A page that was rendered again by the server may bring a newer snapshot than the cache has.
  useEffect(() => {
    if (initial) takeInitial({ queries, known }, initial)
  }, [queries, known, initial])

  // One that the browser kept may bring an older snapshot than events have told of.
  useEffect(() => {
    if (snapshot) healIfBehind({ queries, known }, entity, id)
  }, [queries, known, entity, id, snapshot])

  useEffect(() => {
    if (snapshot) edits.caughtUp(entity, id, snapshot.version)
  }, [edits, entity, id, snapshot])
  usePainted(entity, id, snapshot?.version)

  const edit = useCallback(
    async (fields: Partial<F>): Promise<EditOutcome> => {
      const seen = queries.getQueryData<Snapshot>(bridgeKeys.entity(entity, id))
      const outcome = await edits.add({
        entity,
        id,
        baseVersion: seen?.version ?? 0,
        fields: fields as Fields,
      })
      if (outcome.ok) {
        const { version } = outcome.answer
        const current = () => queries.getQueryData<Snapshot>(bridgeKeys.entity(entity, id))?.version ?? 0
        edits.caughtUp(entity, id, current())
        // The event patches the cache; if it does not come, read.
        setTimeout(() => {
          if (current() < version) void queries.invalidateQueries({ queryKey: bridgeKeys.entity(entity, id) })
        }, EVENT_GRACE_MS)
      }
      return outcome
    },
    [edits, queries, entity, id],
  )

  return useMemo(() => {
    const overlay = Object.assign({}, ...pendingEdits.map((pending) => pending.fields)) as Partial<F>
    return {
      entity,
      id,
      version: snapshot?.version ?? null,
      fields: { ...(snapshot?.fields ?? {}), ...overlay } as F,
      meta: snapshot?.meta ?? {},
      pending: new Set(Object.keys(overlay)),
      error: query.error,
      edit,
    }
  }, [entity, id, snapshot, pendingEdits, query.error, edit])
}
