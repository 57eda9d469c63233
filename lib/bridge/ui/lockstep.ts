import type { QueryClient } from '@tanstack/react-query'
import { setServerOffset } from '#components/ui/time-ticker.ts'
import { editEntity } from '../actions.ts'
import { bridgeKeys } from '../queries.ts'
import type { Snapshot } from '../schema.ts'
import { browserJournal } from './edits/browser-journal.ts'
import { NoAnswer } from './edits/edit-failure.ts'
import { EditQueue } from './edits/edit-queue.ts'
import { applyEvent, expectVersion, startOver } from './entity-cache.ts'
import { KnownVersions } from './known-versions.ts'
import { LockstepClient } from './lockstep-client.ts'
import { digestOf, loadHash, mend } from './page-digest.ts'
import { onPutAway, onWake } from './wake.ts'

export type Viewer = { readonly id: string; readonly name: string; readonly role: 'admin' | 'user' }

/** A page's end of the bridge: one socket, one edit queue, and what is known beyond the query cache. */
export type Lockstep = {
  readonly client: LockstepClient
  readonly edits: EditQueue
  readonly known: KnownVersions
  readonly viewer: Viewer
  readonly portal: 'admin' | 'user'
}

/** Nobody waits longer for an answer: the edit is sent again under the same key. */
const ANSWER_WITHIN_MS = 30_000
/** How often a page that is looked at has the server check what it shows. */
const DIGEST_EVERY_MS = 120_000

export function createLockstep(
  queries: QueryClient,
  page: { viewer: Viewer; portal: 'admin' | 'user'; place: { epoch: string; cursor: string } },
): Lockstep {
  const { viewer, portal } = page
  const client = new LockstepClient(page.place, { viewerId: viewer.id })
  const known = new KnownVersions()
  const edits: EditQueue = new EditQueue({
    portal,
    journal: browserJournal(viewer.id),
    isLive: () => client.connection.status === 'live',
    send: ({ portal, entity, id, baseVersion, fields, key: idempotencyKey }) => {
      const madeBy = viewer.id
      const edit = { madeBy, portal, entity, id, baseVersion, fields: { ...fields }, idempotencyKey }
      return answered(editEntity(edit))
    },
    onTaken: (entity, id, version) => {
      // Whatever is read from now on holds it; where nothing is shown there is nothing to lay it over.
      known.hear(entity, id, version)
      const held = queries.getQueryData<Snapshot>(bridgeKeys.entity(entity, id))
      edits.caughtUp(entity, id, held?.version ?? version)
      expectVersion({ queries, known }, entity, id, version)
    },
  })
  return { client, edits, known, viewer, portal }
}

/** Puts the parts to work together for as long as the page lives. Answers how to stop them. */
export function connectPage({ client, edits, known }: Lockstep, queries: QueryClient): () => void {
  const tellDigest = () => void compareWithServer(client, queries)
  const checking = setInterval(() => {
    if (document.visibilityState === 'visible') tellDigest()
  }, DIGEST_EVERY_MS)
  const stops = [
    client.onEvent((event) => applyEvent({ queries, known }, event)),
    client.onRefetch(() => {
      startOver({ queries, known })
      edits.startOver()
    }),
    client.onConnection(() => {
      const { status, clockOffsetMs } = client.connection
      setServerOffset(clockOffsetMs)
      if (status === 'live') edits.retryNow()
    }),
    client.onDigestWanted(tellDigest),
    onWake(() => {
      client.checkNow()
      edits.retryNow()
    }),
    onPutAway({
      away: () => client.disconnect(),
      back: () => {
        client.connect()
        void edits.start()
      },
    }),
    onLeaving(() => [...edits.state.waiting, ...edits.state.refused].some(({ isKept }) => !isKept)),
    () => clearInterval(checking),
  ]
  client.connect()
  void edits.start()
  return () => {
    for (const stop of stops) stop()
    client.disconnect()
    edits.stop()
  }
}

async function compareWithServer(client: LockstepClient, queries: QueryClient): Promise<void> {
  const hash = await loadHash()
  const answer = await client.tellDigest(digestOf(queries, hash))
  if (answer) mend(queries, answer)
}

/** Has the browser ask before it closes a page that holds what would be lost. */
function onLeaving(wouldLose: () => boolean): () => void {
  const ask = (event: BeforeUnloadEvent) => wouldLose() && event.preventDefault()
  window.addEventListener('beforeunload', ask)
  return () => window.removeEventListener('beforeunload', ask)
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer()), ANSWER_WITHIN_MS)
  })
  try {
    return await Promise.race([answer, silence])
  } finally {
    clearTimeout(timer)
  }
}
