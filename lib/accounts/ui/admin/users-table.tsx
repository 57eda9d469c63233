'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { DataColumn } from '#components/data-table/column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { Density } from '#components/data-table/density.ts'
import { useTableUrlState } from '#components/data-table/use-table-url-state.ts'
import { Changed } from '#components/feedback/changed-by.tsx'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Avatar } from '#components/ui/avatar.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Status } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Envelope } from '#lib/bridge/schema.ts'
import { useLockstepEvents } from '#lib/bridge/ui/lockstep-provider.tsx'
import { usePainted } from '#lib/bridge/ui/use-painted.ts'
import type { UserRow } from '../../schema.ts'
import { planWords } from '../plan-words.ts'
import { type LiveRow, liveRows, mergeRows, patchRows } from './live-rows.ts'
import { USERS_TABLE } from './users-table-config.ts'

// Not part of the first load: most visits change nobody.
const BulkEditDialog = dynamic(
  () => import('./bulk-edit-dialog.tsx').then((module) => module.BulkEditDialog),
  { ssr: false },
)

/** A burst of new people is one reading of the list. */
const REFRESH_AFTER_MS = 300

function Cell({ row, children }: { row: LiveRow; children: ReactNode }) {
  return (
    <Changed version={row.version} firstVersion={row.firstVersion}>
      {children}
    </Changed>
  )
}

function Name({ row }: { row: LiveRow }) {
  usePainted('user', row.id, row.version)
  return (
    <span className="inline-flex min-w-0 items-center gap-2.5">
      <Avatar name={row.name} size="sm" />
      <Cell row={row}>
        <span title={row.changedBy ? `Changed by ${row.changedBy} just now` : undefined}>{row.name}</span>
      </Cell>
    </span>
  )
}

const columns: readonly DataColumn<LiveRow>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'asc',
    card: 'title',
    width: 'min-w-48',
    cell: (row) => <Name row={row} />,
  },
  {
    id: 'email',
    header: 'E-mail',
    sort: 'asc',
    hideable: true,
    width: 'min-w-44',
    cell: (row) => (
      <Cell row={row}>
        <span title={row.email} className="block truncate max-sm:whitespace-normal sm:max-w-44 lg:max-w-80">
          {row.email}
        </span>
      </Cell>
    ),
  },
  {
    id: 'role',
    header: 'Role',
    sort: 'asc',
    width: 'w-28',
    cell: (row) => (
      <Cell row={row}>{row.role === 'admin' ? <Badge tone="accent">Admin</Badge> : <Badge>User</Badge>}</Cell>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    sort: 'asc',
    width: 'w-32',
    cell: (row) => (
      <Cell row={row}>
        {row.status === 'active' ? (
          <Status tone="good" look="plain">
            Active
          </Status>
        ) : (
          <Status tone="bad" look="plain">
            Suspended
          </Status>
        )}
      </Cell>
    ),
  },
  {
    id: 'plan',
    header: 'Plan',
    hideable: true,
    width: 'w-28',
    cell: (row) => <Cell row={row}>{planWords(row.plan)}</Cell>,
  },
  {
    id: 'createdAt',
    header: 'Joined',
    sort: 'desc',
    hideable: true,
    width: 'w-32',
    cell: (row) => <Time at={row.createdAt} />,
  },
  {
    id: 'version',
    header: 'Version',
    numeric: true,
    hideable: true,
    width: 'w-24',
    cell: (row) => row.version,
  },
]

/** Everybody with an account: sorted, filtered and paged by the server, each row live. */
export function UsersTable({
  users,
  total,
  nextCursor,
  density,
  create,
}: {
  users: readonly UserRow[]
  total: number
  nextCursor: string | null
  density: Density
  /** The way to the first account, when there is none. */
  create: ReactNode
}) {
  const url = useTableUrlState(USERS_TABLE)
  const router = useRouter()
  const [rows, setRows] = useState(() => liveRows(users))
  const [read, setRead] = useState(users)
  if (read !== users) {
    setRead(users)
    setRows(mergeRows(users, rows))
  }
  const latest = useRef(rows)
  useLayoutEffect(() => {
    latest.current = rows
  }, [rows])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useLockstepEvents(
    useCallback(
      (event: Envelope) => {
        const next = patchRows(latest.current, event)
        // Always from what is shown by then: a list that was read meanwhile must not be put back.
        if (next) {
          latest.current = next
          setRows((shown) => patchRows(shown, event) ?? shown)
          return
        }
        if (event.type === 'user.deleted') {
          setRows((shown) => shown.filter(({ id }) => id !== event.entityId))
        }
        clearTimeout(timer.current)
        timer.current = setTimeout(() => router.refresh(), REFRESH_AFTER_MS)
      },
      [router],
    ),
  )
  const [editing, setEditing] = useState<{ ids: readonly string[]; clear: () => void } | null>(null)
  return (
    <>
      <DataTable
        label="Users"
        noun={['person', 'people']}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => `${row.name}, ${row.email}`}
        rowHref={(row) => `/admin/users/${row.id}`}
        total={total}
        nextCursor={nextCursor}
        url={url}
        searchLabel="Name or e-mail"
        defaultDensity={density}
        bulkActions={(ids, clear) => (
          <Button size="sm" onClick={() => setEditing({ ids, clear })}>
            Change …
          </Button>
        )}
        empty={
          <EmptyState title="Nobody has an account yet" action={create}>
            People sign up by themselves, or staff make an account for them.
          </EmptyState>
        }
      />
      {editing ? (
        <BulkEditDialog
          ids={editing.ids}
          filter={{ q: url.state.q, role: url.state.filters.role, status: url.state.filters.status }}
          matching={total}
          onClose={() => setEditing(null)}
          onStarted={editing.clear}
        />
      ) : null}
    </>
  )
}
