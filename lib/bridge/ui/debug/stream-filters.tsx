import { memo, useMemo } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import type { StreamEvent } from '../../debug-stream.ts'
import { isFiltering, NO_FILTER, type StreamFilter } from './stream-filter.ts'

const PORTALS = ['admin', 'user', 'api', 'system']
const REACHES = [
  { value: 'waiting', label: 'not got by all' },
  { value: 'unseen', label: 'not seen by its person' },
]

const optionsOf = (values: readonly string[]) => values.map((value) => ({ value, label: value }))

/** What of the stream is shown. Each is kept in the address. */
export function StreamFilters({
  filter,
  onChange,
  list,
}: {
  filter: StreamFilter
  onChange: (change: Partial<StreamFilter>) => void
  list: readonly StreamEvent[]
}) {
  // New choices seldom come; the controls are not drawn again for each batch of events.
  const types = [...new Set([...list.map(({ type }) => type), filter.type])].filter(Boolean).sort().join()
  const entities = [...new Set([...list.map(({ entity }) => entity), filter.entity])]
    .filter(Boolean)
    .sort()
    .join()
  return <Controls filter={filter} onChange={onChange} types={types} entities={entities} />
}

const Controls = memo(function Controls({
  filter,
  onChange,
  types,
  entities,
}: {
  filter: StreamFilter
  onChange: (change: Partial<StreamFilter>) => void
  /** By commas. */
  types: string
  entities: string
}) {
  const typeOptions = useMemo(() => optionsOf(types.split(',').filter(Boolean)), [types])
  const entityOptions = useMemo(() => optionsOf(entities.split(',').filter(Boolean)), [entities])
  const selects = [
    { name: 'type', label: 'Type', options: typeOptions },
    { name: 'entity', label: 'Entity', options: entityOptions },
    { name: 'portal', label: 'Made in', options: optionsOf(PORTALS) },
    { name: 'reach', label: 'Reach', options: REACHES },
  ] as const
  return (
    <div className="flex w-full flex-wrap items-center gap-2">
      <Input
        type="search"
        aria-label="Person: name or id"
        placeholder="Person: name or id"
        value={filter.person}
        onChange={(event) => onChange({ person: event.target.value })}
        className="max-sm:basis-full sm:w-48"
      />
      {selects.map(({ name, label, options }) => (
        <Select
          key={name}
          aria-label={label}
          placeholder={`${label}: any`}
          value={filter[name]}
          options={options}
          onChange={(event) => onChange({ [name]: event.target.value })}
          className="max-sm:min-w-0 max-sm:flex-1 max-sm:basis-32"
        />
      ))}
      <Checkbox
        label="Only with conflicts"
        checked={filter.conflicts !== ''}
        onChange={(event) => onChange({ conflicts: event.target.checked ? '1' : '' })}
      />
      {isFiltering(filter) ? (
        <Button variant="ghost" onClick={() => onChange(NO_FILTER)}>
          Clear filters
        </Button>
      ) : null}
    </div>
  )
})
