import type { SelectOption } from '#components/ui/select.tsx'
import { LEVEL_OPTIONS, REMOTE_OPTIONS } from '../profile-options.ts'
import { PLAN_OPTIONS, ROLE_OPTIONS, STATUS_OPTIONS } from './account-options.ts'

export type BulkScope = 'selected' | 'matching'
export type BulkChoice = { readonly field: string; readonly value: string }

type BulkField = {
  readonly name: string
  readonly label: string
  /** Absent where any text will do. */
  readonly options?: readonly SelectOption[]
  readonly warning?: string
}

/** What may be changed for many people at once. */
export const BULK_FIELDS: readonly BulkField[] = [
  { name: 'plan', label: 'Plan', options: PLAN_OPTIONS },
  {
    name: 'status',
    label: 'Status',
    options: STATUS_OPTIONS,
    warning:
      'Who is suspended is signed out everywhere at once. You yourself and the last active admin are left out.',
  },
  {
    name: 'role',
    label: 'Role',
    options: ROLE_OPTIONS,
    warning: 'Who gets another role is signed out and has to sign in again. You yourself are left out.',
  },
  { name: 'level', label: 'Level', options: LEVEL_OPTIONS },
  { name: 'industry', label: 'Industry' },
  { name: 'remotePreference', label: 'Remote work', options: REMOTE_OPTIONS },
]

/** "Set Plan to Annual for 12 people". */
export function bulkSentence(people: number, { field, value }: BulkChoice): string {
  const known = BULK_FIELDS.find(({ name }) => name === field)
  const words = known?.options?.find((option) => option.value === value)?.label ?? value
  const whom = `${people.toLocaleString('en')} ${people === 1 ? 'person' : 'people'}`
  const label = known?.label ?? field
  return words === '' ? `Empty ${label} for ${whom}` : `Set ${label} to ${words} for ${whom}`
}

/** What the server is asked for. Empty filters are none. */
export function bulkInput(
  scope: BulkScope,
  ids: readonly string[],
  filter: Readonly<Record<string, string | undefined>>,
  { field, value }: BulkChoice,
) {
  const set = Object.fromEntries(Object.entries(filter).filter(([, wanted]) => wanted))
  return {
    select: scope === 'selected' ? { ids: [...ids] } : { filter: set },
    fields: { [field]: value },
  }
}
