'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { Changed } from '#components/feedback/changed-by.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import { ToneIcon } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import { useSinceOpened } from '#lib/bridge/ui/use-since-opened.ts'
import type { ProviderStatus } from '../schema.ts'
import { providerName } from './provider-words.ts'

type LockFields = { holder: string; epoch: number; failures: number; reason: string; seq: number }

/** Who answers AI questions for the whole product, live. */
export function LockPanel({ status, snapshot }: { status: ProviderStatus; snapshot: Snapshot }) {
  const view = useEntity<LockFields>('provider', 'ai', snapshot)
  const since = useSinceOpened(view)
  const router = useRouter()
  const known = useRef(snapshot.version)
  // The audit trail and the next in line are the server's to tell.
  useEffect(() => {
    if (view.version === null || view.version === known.current) return
    known.current = view.version
    router.refresh()
  }, [view.version, router])

  const { holder, epoch, failures, reason } = view.fields
  const isBuiltin = holder === 'builtin'
  return (
    <section
      aria-label="Who answers"
      data-holder={holder}
      className="grid gap-4 rounded-md border bg-surface px-5 py-4 lg:grid-cols-[minmax(0,1fr)_auto]"
    >
      <div className="flex min-w-0 items-start gap-3.5">
        <ToneIcon
          tone={isBuiltin ? 'info' : 'good'}
          className={`mt-0.5 size-6! ${isBuiltin ? 'text-info' : 'text-good'}`}
        />
        <div className="min-w-0">
          <h2 className="font-semibold text-xl">
            <Changed {...since('holder')}>{providerName(holder)}</Changed>{' '}
            {isBuiltin ? 'answer' : 'holds the lock'}
          </h2>
          <p className="mt-0.5 max-w-[72ch] text-ink-2">
            {isBuiltin
              ? 'No AI provider holds the lock, so the product’s own engines answer everything, at full function. Each answer says so.'
              : 'It is the one provider that may be asked. Calling providers is not built in yet, so the product’s own engines still answer everything, and each answer says so.'}
          </p>
          <p className="mt-1.5 text-ink-3 text-sm">
            Since <Time at={view.meta.holder?.at ?? status.lock_acquired_at} /> · why: {reason}
          </p>
        </div>
      </div>
      <dl className="grid grid-cols-3 gap-x-6 gap-y-1 self-center max-sm:grid-cols-1">
        <Figure name="Epoch" value={<Changed {...since('epoch')}>{formatNumber(epoch)}</Changed>} />
        <Figure name="Strikes in this epoch" value={formatNumber(failures)} />
        <Figure
          name="Next in line"
          value={status.next_provider ? providerName(status.next_provider) : 'none configured'}
        />
      </dl>
    </section>
  )
}

function Figure({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-3 text-sm">{name}</dt>
      <dd className="font-semibold text-lg tabular-nums">{value}</dd>
    </div>
  )
}
