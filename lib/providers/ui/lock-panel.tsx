'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { Changed } from '#components/feedback/changed-by.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import { ToneIcon } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Snapshot } from '#lib/bridge/schema.ts'
import { useEntity } from '#lib/bridge/ui/use-entity.ts'
import { useSinceOpened } from '#lib/bridge/ui/use-since-opened.ts'
import { switchProvider } from '../actions.ts'
import { STRIKES } from '../lock.ts'
import type { ProviderStatus } from '../schema.ts'
import { LockControls } from './lock-controls.tsx'
import { providerName } from './provider-words.ts'
import { useProviderAction } from './use-provider-action.ts'

type LockFields = {
  holder: string
  epoch: number
  failures: number
  seq: number
  exhausted: boolean
  proposal: string
}

const LOOKS = {
  held: { tone: 'good', className: 'text-good' },
  exhausted: { tone: 'watch', className: 'text-watch' },
  builtin: { tone: 'info', className: 'text-info' },
} as const

const MEANING = {
  held: 'It is the one provider that is asked. The built-in engines answer what no provider was asked for, and each answer says which engine made it.',
  exhausted:
    'Every configured provider rests; the built-in engines answer at full function. The first provider that proves to be well again takes the lock.',
  builtin:
    'No provider has a key, so the product’s own engines answer everything, at full function. Each answer says so.',
}

/** Who answers AI questions for the whole product, live, and what staff can do about it. */
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

  const { holder, epoch, failures, exhausted, proposal } = view.fields
  const isBuiltin = holder === 'builtin'
  const state = !isBuiltin ? 'held' : exhausted ? 'exhausted' : 'builtin'
  const { tone, className } = LOOKS[state]
  return (
    <section
      aria-label="Who answers"
      data-holder={holder}
      className="grid gap-4 rounded-md border bg-surface px-5 py-4"
    >
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_auto]">
        <div className="flex min-w-0 items-start gap-3.5">
          <ToneIcon tone={tone} className={`mt-0.5 size-6! ${className}`} />
          <div className="min-w-0">
            <h2 className="font-semibold text-xl">
              <Changed {...since('holder')}>{providerName(holder)}</Changed>{' '}
              {isBuiltin ? 'answer' : 'holds the lock'}
            </h2>
            <p className="mt-0.5 max-w-[72ch] text-ink-2">{MEANING[state]}</p>
            <p className="mt-1.5 text-ink-3 text-sm [overflow-wrap:anywhere]">
              Since <Time at={view.meta.holder?.at ?? status.lock_acquired_at} /> · why: {status.reason}
            </p>
          </div>
        </div>
        <dl className="grid grid-cols-3 gap-x-6 gap-y-1 self-center max-sm:grid-cols-1">
          <Figure name="Epoch" value={<Changed {...since('epoch')}>{formatNumber(epoch)}</Changed>} />
          <Figure
            name="Strikes in this epoch"
            value={
              <Changed {...since('failures')}>
                {formatNumber(failures)} of {STRIKES}
              </Changed>
            }
          />
          <Figure
            name="Next in line"
            value={status.next_provider ? providerName(status.next_provider) : 'nobody'}
          />
        </dl>
      </div>
      {proposal ? <Proposal provider={proposal} /> : null}
      <LockControls status={status} holder={holder} failures={failures} />
    </section>
  )
}

function Proposal({ provider }: { provider: string }) {
  const { pending, run } = useProviderAction()
  const name = providerName(provider)
  return (
    <Banner
      title={`${name} is well again and comes first: give the lock back?`}
      live="polite"
      action={
        <Button
          pending={pending}
          onClick={() =>
            run({
              work: () => switchProvider({ provider, reason: `${name} is well again and comes first` }),
              failed: 'The lock was not given back',
              done: () => ({ tone: 'good', title: `${name} holds the lock` }),
            })
          }
        >
          Give it back
        </Button>
      }
    />
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
