'use client'

import { useState } from 'react'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Flash } from '#lib/bridge/ui/flash.tsx'
import type { EntityView } from '#lib/bridge/ui/use-entity.ts'
import { useFieldAside } from '#lib/bridge/ui/use-field-aside.tsx'
import { useLiveField } from '#lib/bridge/ui/use-live-field.ts'
import type { AccountFields } from '../record.ts'
import { PERMISSION_OPTIONS } from './account-options.ts'

/** What the person may do beyond their role. A change ends their sessions, so it asks first. */
export function PermissionsField({ view, name }: { view: EntityView<AccountFields>; name: string }) {
  const state = useLiveField(view, 'permissions')
  const { aside, tells } = useFieldAside(view, 'permissions', state)
  // What was refused is not put back: the permissions shown are those in force.
  const held: readonly string[] = view.fields.permissions ?? []
  const [wanted, setWanted] = useState<readonly string[] | null>(null)
  return (
    <fieldset className="relative grid gap-1.5" data-field="permissions" disabled={!state.ready} {...tells}>
      <legend className="mb-1.5 font-medium">
        Permissions {aside ? <span className="font-normal text-ink-3 text-sm">{aside}</span> : null}
      </legend>
      <div className="grid gap-1 sm:grid-cols-2">
        {PERMISSION_OPTIONS.map(({ value, label }) => (
          <Checkbox
            key={value}
            label={label}
            checked={held.includes(value)}
            onChange={(event) =>
              setWanted(event.target.checked ? [...held, value] : held.filter((one) => one !== value))
            }
          />
        ))}
      </div>
      {state.problem ? (
        <p role="alert" className="text-bad text-sm">
          {state.problem.message}
        </p>
      ) : null}
      <Flash at={state.flash} />
      <ConfirmDialog
        open={wanted !== null}
        onClose={() => setWanted(null)}
        onConfirm={() => {
          if (wanted !== null) void state.commit(wanted)
        }}
        title={`Change what ${name} may do?`}
        confirmLabel="Change permissions"
        danger={false}
      >
        Every session of {name} ends at once; the new permissions count from the next sign-in.
      </ConfirmDialog>
    </fieldset>
  )
}
