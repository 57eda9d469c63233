'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { ReadFailure } from '../queries.ts'
import type { Envelope } from '../schema.ts'
import type { QueueState } from './edits/edit-queue.ts'
import { connectPage, createLockstep, type Lockstep, type Viewer } from './lockstep.ts'
import type { Connection } from './lockstep-client.ts'

export type { Viewer } from './lockstep.ts'

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
  const [lockstep] = useState(() => createLockstep(queries, props))

  useEffect(() => connectPage(lockstep, queries), [lockstep, queries])

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

/** The edits that wait or were refused, of all pages of this person in this browser. */
export function useEdits(): QueueState {
  const { edits } = useLockstep()
  return useSyncExternalStore(
    (listener) => edits.subscribe(listener),
    () => edits.state,
    () => NO_EDITS,
  )
}

const NO_EDITS: QueueState = { waiting: [], refused: [], waitsFor: null }

/** Calls back for every event this person may hear. Keep `listener` stable (useCallback). */
export function useLockstepEvents(listener: (event: Envelope) => void): void {
  const { client } = useLockstep()
  useEffect(() => client.onEvent(listener), [client, listener])
}
