'use client'

import { Field } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import type { PreferenceFields } from '#lib/accounts/ui/record.ts'
import type { EntityView } from '#lib/bridge/ui/use-entity.ts'
import { useLiveField } from '#lib/bridge/ui/use-live-field.ts'

export type RegionOption = { readonly value: string; readonly label: string }

/** Where the person lives; in force at once. The settings have the same field with all that `LiveField` tells. */
export function RegionPicker(props: {
  view: EntityView<PreferenceFields>
  regions: readonly RegionOption[]
}) {
  const state = useLiveField(props.view, 'homeRegion')
  const value = String(state.value)
  const known = value === '' || props.regions.some((region) => region.value === value)
  return (
    <Field
      label="Home region"
      error={state.problem?.message}
      aside={state.pending ? 'saving …' : null}
      className="max-w-xs"
    >
      {(control) => (
        <Select
          {...control}
          value={value}
          disabled={!state.ready}
          placeholder="Choose a region"
          options={known ? props.regions : [{ value, label: value }, ...props.regions]}
          onChange={(event) => void state.commit(event.target.value)}
        />
      )}
    </Field>
  )
}
