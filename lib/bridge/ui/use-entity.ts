'use client'

import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { DomainError } from '#lib/core/errors.ts'
import type { FieldStamp, Fields, FieldValue } from '../domain.ts'
import { bridgeKeys, ReadFailure } from '../queries.ts'
import type { Snapshot } from '../schema.ts'
import type { RefusedEdit } from './edits/edit-list.ts'
import type { EditOutcome, NewEdit } from './edits/edit-queue.ts'
import {
  type Gone,
  type HeldSnapshot,
  healIfBehind,
  OvertakenRead,
  readEntity,
  takeInitial,
} from './entity-cache.ts'
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
  /** Edits that were not taken and that the person has not dealt with yet, oldest first. */
  readonly refused: readonly RefusedEdit[]
  readonly error: Error | null
  /** Set once the record is deleted: what is shown of it is as it was last, and no edit will be taken. */
  readonly gone: Gone | null
  /**
   * Shows the change at once, sends it, and resolves with what the coordinator did. A refused edit is taken back and
   * kept among `refused` until it is dropped.
   */
  edit(fields: Partial<F>): Promise<EditOutcome>
  /** Keeps an edit among the refused ones without sending it, for the person to decide on. */
  setAside(fields: Partial<F>, refusal: DomainError): void
  /** Lets go of a refused edit. */
  drop(key: string): void
}

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
  const query = useQuery<HeldSnapshot>({
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
  const gone = snapshot?.gone ?? (isMissing(query.error) ? DELETED_UNSEEN : null)
  const pendingEdits = useSyncExternalStore(
    (listener) => edits.subscribe(listener),
    () => edits.of(entity, id),
    () => NONE,
  )
  const refused = useSyncExternalStore(
    (listener) => edits.subscribe(listener),
    () => edits.refusedOf(entity, id),
    () => NONE,
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
    (fields: Partial<F>) => edits.add(newEdit(queries, entity, id, fields as Fields)),
    [edits, queries, entity, id],
  )
  const setAside = useCallback(
    (fields: Partial<F>, refusal: DomainError) =>
      edits.setAside(newEdit(queries, entity, id, fields as Fields), refusal),
    [edits, queries, entity, id],
  )
  const drop = useCallback((key: string) => void edits.drop(key), [edits])

  return useMemo(() => {
    const overlay = Object.assign({}, ...pendingEdits.map((pending) => pending.fields)) as Partial<F>
    return {
      entity,
      id,
      version: snapshot?.version ?? null,
      fields: { ...(snapshot?.fields ?? {}), ...overlay } as F,
      meta: snapshot?.meta ?? {},
      pending: new Set(Object.keys(overlay)),
      refused,
      error: query.error,
      gone,
      edit,
      setAside,
      drop,
    }
  }, [entity, id, snapshot, pendingEdits, refused, query.error, gone, edit, setAside, drop])
}

/** An edit that rests on what the page shows. */
function newEdit(queries: QueryClient, entity: string, id: string, fields: Fields): NewEdit {
  const seen = queries.getQueryData<Snapshot>(bridgeKeys.entity(entity, id))
  return { entity, id, baseVersion: seen?.version ?? 0, fields }
}

const NONE: readonly never[] = []

/** A read that finds nothing any more says that it is gone, not who took it. */
const DELETED_UNSEEN: Gone = { by: null, at: null }

function isMissing(cause: Error | null): boolean {
  return cause instanceof ReadFailure && cause.status === 404
}
