'use client'

import { useState, useTransition } from 'react'
import { Button } from '#components/ui/button.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import { Status } from '#components/ui/status.tsx'
import { verifyTrail } from '../actions.ts'
import type { TrailVerdict } from '../schema.ts'

type Told = { verdict: TrailVerdict } | { failure: string }

/** Has the server walk the whole trail and fold it again, and says what came of it. */
export function VerifyTrail() {
  const [told, setTold] = useState<Told | null>(null)
  const [pending, startTransition] = useTransition()
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pb-3">
      <Button
        size="sm"
        pending={pending}
        onClick={() =>
          startTransition(async () => {
            const result = await verifyTrail().catch(() => null)
            const failure = result?.ok
              ? null
              : (result?.error.message ?? 'The server could not be reached; try again.')
            setTold(result?.ok ? { verdict: result.value } : { failure: failure ?? '' })
          })
        }
      >
        Verify
      </Button>
      <div role="status" className="min-w-0">
        {told ? <Outcome told={told} /> : null}
      </div>
    </div>
  )
}

function Outcome({ told }: { told: Told }) {
  if ('failure' in told) return <span className="text-bad">The trail was not verified: {told.failure}</span>
  const { intact, entries, epoch, broken_at, why } = told.verdict
  if (intact)
    return (
      <Status tone="good" look="plain" className="whitespace-normal!">
        Intact: {formatNumber(entries)} {entries === 1 ? 'entry' : 'entries'}, the fold gives epoch{' '}
        {formatNumber(epoch)}
      </Status>
    )
  return (
    <Status tone="bad" look="plain" className="whitespace-normal!">
      {broken_at === null ? 'Broken' : `Broken at entry ${formatNumber(broken_at)}`}
      {why ? `: ${why}` : ''}
    </Status>
  )
}
