'use client'

import { useEffect, useRef, useState } from 'react'
import type { PresentPerson } from '../wire.ts'
import type { LockstepClient } from './lockstep-client.ts'
import { useLockstep } from './lockstep-provider.tsx'
import type { PresenceStore } from './presence-store.ts'

const stores = new WeakMap<LockstepClient, Promise<PresenceStore>>()

/** The store of a page, loaded once the page stands: nothing that people see first waits for it. */
function storeOf(client: LockstepClient): Promise<PresenceStore> {
  let store = stores.get(client)
  if (!store) {
    store = import('./presence-store.ts').then((module) => new module.PresenceStore(client))
    stores.set(client, store)
    // Without its code nobody is seen; the next page tries again.
    store.catch(() => stores.delete(client))
  }
  return store
}

const NOBODY: readonly PresentPerson[] = []

/** The others who edit a record just now, live. */
export function usePresence(entity: string, id: string): readonly PresentPerson[] {
  const { client, viewer } = useLockstep()
  const [people, setPeople] = useState(NOBODY)
  useEffect(() => {
    let isGone = false
    let stop: (() => void) | undefined
    storeOf(client).then(
      (store) => {
        if (isGone) return
        stop = store.watch(entity, id, (present) => {
          const others = present.filter((person) => person.id !== viewer.id)
          setPeople(others.length === 0 ? NOBODY : others)
        })
      },
      () => undefined,
    )
    return () => {
      isGone = true
      stop?.()
    }
  }, [client, viewer.id, entity, id])
  return people
}

/** Tells others while this person is in a field: spread the handlers on what surrounds its control. */
export function useEditingPresence(entity: string, id: string, field: string) {
  const { client } = useLockstep()
  const isIn = useRef(false)
  const end = useRef(() => {})
  useEffect(() => {
    end.current = () => {
      if (!isIn.current) return
      isIn.current = false
      storeOf(client).then(
        (store) => store.end(),
        () => undefined,
      )
    }
    // A page that goes away with the field in focus gets no blur.
    return () => end.current()
  }, [client])
  return {
    onFocus: () => {
      isIn.current = true
      storeOf(client).then(
        (store) => isIn.current && store.begin(entity, id, field),
        () => undefined,
      )
    },
    onBlur: () => end.current(),
  }
}
