'use client'

import { type ReactNode, useState } from 'react'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Select, type SelectOption } from '#components/ui/select.tsx'
import { Flash } from '#lib/bridge/ui/flash.tsx'
import type { EntityView } from '#lib/bridge/ui/use-entity.ts'
import { useFieldAside } from '#lib/bridge/ui/use-field-aside.tsx'
import { useLiveField } from '#lib/bridge/ui/use-live-field.ts'
import type { AccountFields } from '../record.ts'

/** A choice that ends the person's sessions: asked for once more before it is sent. */
export function ConfirmedField({
  view,
  field,
  label,
  options,
  question,
  verb,
  consequence,
}: {
  view: EntityView<AccountFields>
  field: 'role' | 'status'
  label: string
  options: readonly SelectOption[]
  /** "Make Uma an admin?" */
  question: (value: string) => string
  /** What the button does: "Suspend". */
  verb: (value: string) => string
  consequence: (value: string) => ReactNode
}) {
  const state = useLiveField(view, field)
  const { aside, tells } = useFieldAside(view, field, state)
  const [wanted, setWanted] = useState<string | null>(null)
  // What was refused is not put back as in a text that can be mended: the role and status shown are those in force.
  const value = view.fields[field] ?? ''
  return (
    <div className="relative" data-field={field} {...tells}>
      <Field label={label} error={state.problem?.message} aside={aside}>
        {(control) => (
          <Select
            {...control}
            value={value}
            disabled={!state.ready}
            options={options}
            onChange={(event) => setWanted(event.target.value)}
          />
        )}
      </Field>
      <Flash at={state.flash} />
      <ConfirmDialog
        open={wanted !== null}
        onClose={() => setWanted(null)}
        onConfirm={() => {
          // The change shows at once and is taken back with a reason if it is refused: nothing to wait for here.
          if (wanted !== null) void state.commit(wanted)
        }}
        title={wanted === null ? '' : question(wanted)}
        confirmLabel={wanted === null ? '' : verb(wanted)}
        danger={wanted === 'suspended' || wanted === 'admin'}
      >
        {wanted === null ? null : consequence(wanted)}
      </ConfirmDialog>
    </div>
  )
}
