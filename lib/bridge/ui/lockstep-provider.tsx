'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { editEntity } from '../actions.ts'
import { ReadFailure } from '../queries.ts'
import type { Envelope } from '../schema.ts'
import { EditQueue } from './edit-queue.ts'
import { applyEvent, startOver } from './entity-cache.ts'
import { KnownVersions } from './known-versions.ts'
import { type Connection, LockstepClient } from './lockstep-client.ts'

export type Viewer = { readonly id: string; readonly name: string; readonly role: 'admin' | 'user' }

type Lockstep = {
  readonly client: LockstepClient
  readonly edits: EditQueue
  readonly known: KnownVersions
  readonly viewer: Viewer
  readonly portal: 'admin' | 'user'
}

const LockstepContext = createContext<Lockstep | null>(null)

/** Connects a portal to the bridge: one socket, one query cache and one edit queue for all pages below. */
export function LockstepProvider(props: {
  viewer: Viewer
  portal: 'admin' | 'user'
  /** Where the log stood before the server read anything for this page. */
  place: { epoch: string; cursor: string }
  children: ReactNode
}) {
  const [queries] = useState(createQueryClient)
  const [lockstep] = useState<Lockstep>(() => {
    const client = new LockstepClient(props.place)
    return {
      client,
      edits: new EditQueue({
        send: (edit) => editEntity({ ...edit, portal: props.portal, fields: { ...edit.fields } }),
        isLive: () => client.connection.status === 'live',
      }),
      known: new KnownVersions(),
      viewer: props.viewer,
      portal: props.portal,
    }
  })

  useEffect(() => {
    const { client, edits, known } = lockstep
    const stops = [
      client.onEvent((event) => applyEvent({ queries, known }, event)),
      client.onRefetch(() => startOver({ queries, known })),
      client.onConnection(() => {
        if (client.connection.status === 'live') edits.retryNow()
      }),
    ]
    client.connect()
    return () => {
      for (const stop of stops) stop()
      client.disconnect()
    }
  }, [lockstep, queries])

  return (
    <QueryClientProvider client={queries}>
      <LockstepContext value={lockstep}>{props.children}</LockstepContext>
    </QueryClientProvider>
  )
}

/** Freshness comes by events, so nothing is stale by age; a failed read is tried again unless it was refused. */
function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        retry: mayReadAgain,
        networkMode: 'always',
      },
    },
  })
}

/** A refusal stays one; anything else is tried five times more. */
export function mayReadAgain(failures: number, cause: Error): boolean {
  return !(cause instanceof ReadFailure && cause.status < 500) && failures < 5
}

export function useLockstep(): Lockstep {
  const lockstep = useContext(LockstepContext)
  if (!lockstep) throw new Error('useLockstep needs a LockstepProvider above it')
  return lockstep
}

export function useConnection(): Connection {
  const { client } = useLockstep()
  return useSyncExternalStore(
    (listener) => client.onConnection(listener),
    () => client.connection,
    () => client.connection,
  )
}

/** Calls back for every event this person may hear. Keep `listener` stable (useCallback). */
export function useLockstepEvents(listener: (event: Envelope) => void): void {
  const { client } = useLockstep()
  useEffect(() => client.onEvent(listener), [client, listener])
}
