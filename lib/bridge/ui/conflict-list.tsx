'use client'

import { useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Time } from '#components/ui/time.tsx'
import { type FieldValue, sameValue } from '../domain.ts'
import type { ConflictRecord } from '../schema.ts'
import { actorWords, fieldWords, ruleWords, valueWords } from './field-words.ts'
import { useLockstep } from './lockstep-provider.tsx'
import type { EntityView } from './use-entity.ts'

export type ListedConflict = {
  readonly record: ConflictRecord
  /** Null where the viewer may not write the field: then there is nothing to choose. */
  readonly use: ((value: FieldValue) => Promise<string | null>) | null
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
          const outcome = await view.edit({ [record.field]: value } as unknown as Partial<F>)
          if (!outcome.ok) return outcome.error.message
          return outcome.answer.refused.length > 0
            ? 'It was changed again meanwhile: look at the newest value.'
            : null
        }
      : null,
  }))
}

/** Disagreements about single fields: both values, who won, by which rule, and the way to put one's own in place. */
export function ConflictList({ conflicts }: { conflicts: readonly ListedConflict[] }) {
  return (
    <ul className="grid">
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
  const lostByViewer = record.lost.actor.id === viewer.id
  const isUsed = now !== undefined && sameValue(now, record.lost.value)
  const rule = ruleWords(record.rule)

  async function choose() {
    if (!use) return
    setBusy(true)
    setProblem(await use(record.lost.value))
    setBusy(false)
  }

  return (
    <li
      className="grid gap-2 border-t py-3 first:border-t-0 first:pt-0 last:pb-0"
      data-conflict={record.field}
    >
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <span className="font-medium">{fieldWords(record.field)}</span>
        <Badge>{rule.name}</Badge>
        <span className="text-ink-3 text-sm">
          <Time at={record.at} />
        </span>
      </p>
      <dl className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">
        <Side word="Stays" claim={record.kept} viewer={actorWords(record.kept.actor, viewer)} />
        <Side word="Lost" claim={record.lost} viewer={actorWords(record.lost.actor, viewer)} lost />
      </dl>
      <p className="text-ink-3 text-sm">{rule.why}</p>
      {isUsed ? (
        <p className="text-good text-sm">This value is in place now.</p>
      ) : use ? (
        <p>
          <Button size="sm" pending={busy} onClick={() => void choose()}>
            {lostByViewer ? 'Use mine' : 'Use the other value'}
          </Button>
        </p>
      ) : null}
      {problem ? (
        <p role="alert" className="text-bad text-sm">
          {problem}
        </p>
      ) : null}
    </li>
  )
}

function Side(props: { word: string; claim: ConflictRecord['kept']; viewer: string; lost?: boolean }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-3 text-sm">
        {props.word} · {props.viewer}
      </dt>
      <dd
        className={
          props.lost ? 'break-words text-ink-2 line-through decoration-ink-3' : 'break-words font-medium'
        }
      >
        {valueWords(props.claim.value)}
      </dd>
    </div>
  )
}
