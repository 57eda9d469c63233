'use client'

import type { ReactNode } from 'react'
import { ChangedBy } from '#components/feedback/changed-by.tsx'
import type { FieldValue } from '../domain.ts'
import { actorWords } from './field-words.ts'
import { useConnection, useLockstep } from './lockstep-provider.tsx'
import { FieldPresence } from './presence.tsx'
import type { EntityView } from './use-entity.ts'
import type { LiveFieldState } from './use-live-field.ts'
import { useEditingPresence, usePresence } from './use-presence.ts'

/**
 * What stands beside the label of a live field: that its value is on its way, else who is in it and who changed it
 * last. `tells` are the handlers by which others see that this person is in it.
 */
export function useFieldAside<F extends { readonly [K in keyof F]: FieldValue }>(
  view: EntityView<F>,
  field: keyof F & string,
  state: LiveFieldState,
): { aside: ReactNode; tells: ReturnType<typeof useEditingPresence> } {
  const { viewer } = useLockstep()
  const { status } = useConnection()
  const here = usePresence(view.entity, view.id).filter((person) => person.field === field)
  const tells = useEditingPresence(view.entity, view.id, field)
  if (state.pending) return { aside: status === 'live' ? 'saving …' : 'waits to be sent', tells }
  if (here.length === 0 && !state.changedBy) return { aside: null, tells }
  const aside = (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <FieldPresence people={here} brief={state.changedBy !== null} />
      {state.changedBy ? (
        <ChangedBy name={actorWords(state.changedBy.actor, viewer)} at={state.changedBy.at} />
      ) : null}
    </span>
  )
  return { aside, tells }
}
