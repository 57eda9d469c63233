'use client'

import { type RefObject, useEffect, useRef, useState } from 'react'
import { ConflictNotice } from '#components/feedback/conflict-notice.tsx'
import { Button } from '#components/ui/button.tsx'
import { Status } from '#components/ui/status.tsx'
import { type FieldValue, sameValue } from '../domain.ts'
import type { ConflictRecord } from '../schema.ts'
import { actorWords, fieldWords, ruleWords, valueWords } from './field-words.ts'
import { useLockstep } from './lockstep-provider.tsx'
import type { EntityView } from './use-entity.ts'

/** Why the other value is not in place; `dismiss` lets go of what was kept of the try. */
type UseProblem = { readonly message: string; readonly dismiss?: () => void }

export type ListedConflict = {
  readonly record: ConflictRecord
  /** Null where the viewer may not write the field: then there is nothing to choose. */
  readonly use: ((value: FieldValue) => Promise<UseProblem | null>) | null
  readonly now: FieldValue | undefined
}

/** Joins conflict records with the live entity they belong to, so that each knows whether "use mine" makes sense. */
export function listConflicts<F extends { readonly [K in keyof F]: FieldValue }>(
  records: readonly ConflictRecord[],
  view: EntityView<F>,
  mayWrite: (field: string) => boolean,
): ListedConflict[] {
  return records.map((record) => ({
    record,
    now: view.fields[record.field as keyof F],
    use: mayWrite(record.field)
      ? async (value) => {
          const edit = { [record.field]: value } as unknown as Partial<F>
          const outcome = await view.edit(edit)
          if (!outcome.ok) return { message: outcome.error.message, dismiss: () => view.drop(outcome.key) }
          return outcome.answer.refused.length > 0
            ? { message: 'It was changed again meanwhile: look at the newest value.' }
            : null
        }
      : null,
  }))
}

/** Disagreements about single fields: both values, who won, by which rule, and the way to put one's own in place. */
export function ConflictList({ conflicts }: { conflicts: readonly ListedConflict[] }) {
  return (
    <ul className="grid gap-3">
      {conflicts.map((conflict) => (
        <ConflictItem key={conflict.record.id} {...conflict} />
      ))}
    </ul>
  )
}

function ConflictItem({ record, use, now }: ListedConflict) {
  const { viewer } = useLockstep()
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const isShown = useIsShown()
  const side = (claim: ConflictRecord['kept']) => ({
    by: actorWords(claim.actor, viewer),
    at: claim.at,
    value: valueWords(claim.value),
  })
  const isUsed = now !== undefined && sameValue(now, record.lost.value)

  async function choose() {
    if (!use) return
    setBusy(true)
    const found = await use(record.lost.value)
    // Shown here, it need not stand among the edits that were not taken; if the person has gone on, it does.
    if (!isShown.current) return
    found?.dismiss?.()
    setProblem(found?.message ?? null)
    setBusy(false)
  }

  return (
    <li data-conflict={record.field}>
      <ConflictNotice
        field={fieldWords(record.field)}
        {...(record.rule === 'protected' ? { happened: 'is protected, and was written all the same' } : {})}
        kept={side(record.kept)}
        notKept={side(record.lost)}
        rule={`${ruleWords(record.rule).name}. ${ruleWords(record.rule).why}`}
        actions={
          isUsed ? (
            <Status tone="good" look="plain">
              The value that was not kept is in place now
            </Status>
          ) : use ? (
            <Button size="sm" pending={busy} onClick={() => void choose()}>
              {record.lost.actor.id === viewer.id ? 'Use mine' : 'Use the other value'}
            </Button>
          ) : null
        }
      />
      {problem ? (
        <p role="alert" className="mt-1.5 text-bad text-sm">
          {problem}
        </p>
      ) : null}
    </li>
  )
}

/** Whether the component still stands, for what comes back later. */
function useIsShown(): RefObject<boolean> {
  const isShown = useRef(false)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  return isShown
}
