'use client'

import { useEffect, useRef, useState } from 'react'
import { domainError } from '#lib/core/errors.ts'
import { type FieldStamp, type FieldValue, sameValue } from '../domain.ts'
import type { RefusedEdit } from './edits/edit-list.ts'
import type { EditOutcome } from './edits/edit-queue.ts'
import { actorWords, refusalWords, valueWords } from './field-words.ts'
import { useLockstep, type Viewer } from './lockstep-provider.tsx'
import type { EntityView } from './use-entity.ts'

export type FieldProblem = {
  readonly message: string
  /** The value that was not taken and may be sent again, now that the other one has been seen. */
  readonly mine?: FieldValue
}

export type LiveFieldState = {
  /** What the control shows: what is being typed, else the entity's value. */
  readonly value: FieldValue
  readonly ready: boolean
  readonly pending: boolean
  readonly problem: FieldProblem | null
  /** Somebody else changed the field while this person was typing: nothing is sent until they choose. */
  readonly overtakenBy: FieldStamp | null
  /** Who changed it last, when it was somebody else or another way than this page. */
  readonly changedBy: FieldStamp | null
  /** Changes by others since this page opened: a new number is a reason to flash. */
  readonly flash: number | null
  type(value: FieldValue): void
  /** Sends what was typed, or the given value. */
  commit(value?: FieldValue): Promise<void>
  discard(): void
}

/** One field of a live entity under edit. What a person types is never replaced under their hands, and never lost. */
export function useLiveField<F extends { readonly [K in keyof F]: FieldValue }>(
  view: EntityView<F>,
  field: keyof F & string,
): LiveFieldState {
  const { viewer, portal } = useLockstep()
  const [draft, setDraft] = useState<{ value: FieldValue; seen: number } | null>(null)
  const [problem, setProblem] = useState<FieldProblem | null>(null)
  const [openedAt, setOpenedAt] = useState(view.version)
  if (openedAt === null && view.version !== null) setOpenedAt(view.version)

  const stamp = view.meta[field]
  const isOurs = stamp === undefined || (stamp.actor.id === viewer.id && stamp.actor.portal === portal)
  const stored = (view.fields[field] ?? '') as FieldValue
  const refused = view.refused.filter((edit) => field in edit.fields)
  const refusal = refused.at(-1)
  const overtakenBy =
    draft && stamp && !isOurs && stamp.version > draft.seen && !sameValue(draft.value, stored) ? stamp : null

  async function send(value: FieldValue): Promise<void> {
    setDraft(null)
    setProblem(null)
    const outcome = await view.edit({ [field]: value } as unknown as Partial<F>)
    setProblem(problemOf(outcome, field, value, viewer))
  }
  // Whoever goes on to another page with a text half typed has not given it up.
  const leave = useRef(() => {})
  useEffect(() => {
    leave.current = () => {
      if (!draft || view.gone || sameValue(draft.value, stored)) return
      const fields = { [field]: draft.value } as unknown as Partial<F>
      if (overtakenBy) view.setAside(fields, LEFT_OPEN)
      else void view.edit(fields)
    }
  })
  useEffect(() => () => leave.current(), [])

  function drop(edits: readonly RefusedEdit[]): void {
    for (const { key } of edits) view.drop(key)
  }

  return {
    // What was refused for its form is put back, to be mended; what lost to another's value is only offered.
    value: draft ? draft.value : (refusal?.fields[field] ?? stored),
    ready: view.version !== null,
    pending: view.pending.has(field),
    problem: problem ?? (refusal ? { message: refusalWords(refusal.refusal, field) } : null),
    overtakenBy,
    changedBy: isOurs ? null : stamp,
    flash: stamp && !isOurs && openedAt !== null && stamp.version > openedAt ? stamp.version : null,
    type(value) {
      if (refusal) setProblem({ message: refusalWords(refusal.refusal, field) })
      drop(refused)
      setDraft((typing) => ({ value, seen: typing?.seen ?? stamp?.version ?? 0 }))
    },
    async commit(value) {
      if (value !== undefined) return send(value)
      if (!draft || overtakenBy) return
      if (sameValue(draft.value, stored)) setDraft(null)
      else await send(draft.value)
    },
    discard() {
      setDraft(null)
      setProblem(null)
      drop(refused)
    },
  }
}

const LEFT_OPEN = domainError(
  'conflict',
  'Somebody else changed this while you were typing, and you left before choosing.',
)

/** What a field did not take of an edit that was taken otherwise, in words. */
function problemOf(
  outcome: EditOutcome,
  field: string,
  value: FieldValue,
  viewer: Viewer,
): FieldProblem | null {
  if (!outcome.ok) return null
  const refusal = outcome.answer.refused.find((refused) => refused.field === field)
  if (!refusal) return null
  if (refusal.rule === 'protected') return { message: 'Only staff can change this. Nothing was changed.' }
  const conflict = outcome.answer.conflicts.find((record) => record.field === field)
  const winner = conflict ? actorWords(conflict.kept.actor, viewer) : 'Somebody else'
  const kept = conflict ? ` to “${valueWords(conflict.kept.value)}”` : ''
  return { message: `${winner} had changed this${kept} before yours arrived, and that stays.`, mine: value }
}
