'use client'

import { useOptimistic } from 'react'
import { setPriority } from '../actions.ts'
import type { ProviderName } from '../domain.ts'
import type { ProviderChecks, ProviderStatus } from '../schema.ts'
import { ProviderRow } from './provider-row.tsx'
import { providerName } from './provider-words.ts'
import { useProviderAction } from './use-provider-action.ts'

/** The providers in their order of priority, which staff can change: who could answer, and how each is. */
export function ProviderList({
  status,
  checks,
}: {
  status: ProviderStatus
  /** Of all providers, newest first. */
  checks: ProviderChecks['checks']
}) {
  const [order, assume] = useOptimistic<readonly ProviderName[]>(status.provider_priority)
  const { run } = useProviderAction()

  function move(from: number, to: number) {
    const name = order[from]
    if (!name || to < 0 || to >= order.length) return
    const wanted = order.toSpliced(from, 1).toSpliced(to, 0, name)
    const place = `${providerName(name)} is number ${to + 1} of ${wanted.length}`
    run({
      assume: () => assume(wanted),
      work: () => setPriority({ order: wanted }),
      failed: 'The order was not changed',
      done: () => ({ tone: 'good', title: place }),
    })
  }

  return (
    <ol className="grid gap-px overflow-hidden rounded-md border bg-line">
      {order.map((name, at) => {
        const provider = status.providers.find((candidate) => candidate.name === name)
        return provider ? (
          <ProviderRow
            key={name}
            provider={provider}
            place={at + 1}
            of={order.length}
            holds={status.locked_provider === name}
            checks={checks.filter((check) => check.provider === name)}
            onMove={(by) => move(at, at + by)}
          />
        ) : null
      })}
    </ol>
  )
}
