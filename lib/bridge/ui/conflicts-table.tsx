'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { DataColumn } from '#components/data-table/column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { Density } from '#components/data-table/density.ts'
import { useTableUrlState } from '#components/data-table/use-table-url-state.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { Time } from '#components/ui/time.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { fetchSnapshot } from '../queries.ts'
import type { ConflictRecord, Envelope } from '../schema.ts'
import { CONFLICTS_TABLE } from './conflicts-table-config.ts'
import { actorWords, fieldWords, ruleWords, valueWords } from './field-words.ts'
import { useLockstep, useLockstepEvents } from './lockstep-provider.tsx'

/** A burst of new conflicts is one reading of the list. */
const REFRESH_AFTER_MS = 300
const PERSONAL: ReadonlySet<string> = new Set(['user', 'profile', 'preferences'])
/** Fields of an account that one click may put back; the others end sessions and are changed on the person's page. */
const PLAIN_ACCOUNT: ReadonlySet<string> = new Set(['name', 'email', 'plan'])

/** A conflict with the name of whose record it is, where it is a person's. */
export type ConflictRow = ConflictRecord & { readonly ownerName: string | null }

const columns: readonly DataColumn<ConflictRow>[] = [
  {
    id: 'field',
    header: 'Field',
    card: 'title',
    width: 'min-w-40',
    cell: (row) => (
      <span>
        {fieldWords(row.field)}
        <span className="block font-normal text-ink-3 text-sm">
          {row.ownerName ?? `${row.entity} ${row.entityId}`}
        </span>
      </span>
    ),
  },
  { id: 'kept', header: 'Stands', width: 'min-w-52 max-w-72', cell: (row) => <Side claim={row.kept} /> },
  {
    id: 'lost',
    header: 'Not kept',
    width: 'min-w-52 max-w-72',
    cell: (row) => <Side claim={row.lost} quiet />,
  },
  {
    id: 'rule',
    header: 'Rule',
    width: 'w-40',
    hideable: true,
    cell: ({ rule }) => <span title={ruleWords(rule).why}>{ruleWords(rule).name}</span>,
  },
  { id: 'at', header: 'Decided', width: 'w-32', hideable: true, cell: (row) => <Time at={row.at} /> },
  { id: 'use', header: 'Put in place', width: 'w-44', cell: (row) => <UseOther row={row} /> },
]

/** Every disagreement that the bridge has decided, newest first; new ones come by themselves. */
export function ConflictsTable({
  conflicts,
  nextCursor,
  density,
}: {
  conflicts: readonly ConflictRow[]
  nextCursor: string | null
  density: Density
}) {
  const url = useTableUrlState(CONFLICTS_TABLE)
  const router = useRouter()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const isFirstPage = url.state.cursor === null
  useLockstepEvents(
    useCallback(
      (event: Envelope) => {
        if (event.conflicts.length === 0 || !isFirstPage) return
        clearTimeout(timer.current)
        timer.current = setTimeout(() => router.refresh(), REFRESH_AFTER_MS)
      },
      [router, isFirstPage],
    ),
  )
  return (
    <DataTable
      label="Conflicts"
      noun={['conflict', 'conflicts']}
      columns={columns}
      rows={conflicts}
      rowId={(row) => row.id}
      rowLabel={(row) => `${fieldWords(row.field)} of ${row.ownerName ?? row.entity}`}
      rowHref={(row) => (PERSONAL.has(row.entity) ? `/admin/users/${row.entityId}` : undefined)}
      nextCursor={nextCursor}
      url={url}
      searchLabel="Person’s name or e-mail"
      defaultDensity={density}
      empty={
        <EmptyState title="No conflict so far">
          When two people change one field without having seen each other, or somebody writes a protected
          field, what was decided stands here: both values, who won, and by which rule.
        </EmptyState>
      }
    />
  )
}

function Side({ claim, quiet = false }: { claim: ConflictRecord['kept']; quiet?: boolean }) {
  const { viewer } = useLockstep()
  return (
    <span className="block min-w-0">
      <span className={quiet ? 'text-ink-2 [overflow-wrap:anywhere]' : '[overflow-wrap:anywhere]'}>
        {valueWords(claim.value)}
      </span>
      <span className="block truncate text-ink-3 text-sm max-sm:whitespace-normal">
        <Time at={claim.at} /> · {actorWords(claim.actor, viewer)}
      </span>
    </span>
  )
}

/** The value that was not kept, as an ordinary new edit of whoever clicks. */
function UseOther({ row }: { row: ConflictRow }) {
  const { edits } = useLockstep()
  const [busy, setBusy] = useState(false)
  const isPlain = row.entity !== 'user' || PLAIN_ACCOUNT.has(row.field)
  if (row.rule === 'protected' || !isPlain || !PERSONAL.has(row.entity)) return null

  async function put() {
    setBusy(true)
    const problem = await putInPlace().catch(() => 'The record could not be read: try again.')
    setBusy(false)
    const field = fieldWords(row.field)
    if (problem) showToast({ tone: 'bad', title: `${field} was not changed`, body: problem })
    else showToast({ tone: 'good', title: `${field} is “${valueWords(row.lost.value)}” now` })
  }

  async function putInPlace(): Promise<string | null> {
    const { version } = await fetchSnapshot(row.entity, row.entityId)
    const fields = { [row.field]: row.lost.value }
    const edit = { entity: row.entity, id: row.entityId, baseVersion: version, fields }
    const outcome = await edits.add(edit)
    if (!outcome.ok) {
      // The toast tells it on whatever page they are by now.
      void edits.drop(outcome.key)
      return outcome.error.message
    }
    return outcome.answer.refused.length > 0 ? 'It was changed again meanwhile.' : null
  }

  return (
    <Button size="sm" pending={busy} onClick={() => void put()}>
      Use the other value
    </Button>
  )
}
