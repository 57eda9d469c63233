'use client'

import { useState } from 'react'
import { Card } from '#components/ui/card.tsx'
import { Select } from '#components/ui/select.tsx'
import { Status } from '#components/ui/status.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import type { DebugReport } from '../../debug-contract.ts'
import { setFaults } from '../../fault-actions.ts'

const DELAYS = [0, 100, 500, 2_000, 5_000]

/** Makes things go wrong on purpose, to see what the bridge makes of it. Not there in production. */
export function FaultsPanel({ faults }: { faults: DebugReport['faults'] }) {
  const [changed, setChanged] = useState<{
    faults: DebugReport['faults']
    since: DebugReport['faults']
  } | null>(null)
  // The next report knows it too.
  const shown = changed && changed.since === faults ? changed.faults : faults
  async function change(
    what: Partial<Pick<DebugReport['faults'], 'delayMs' | 'duplicate' | 'relayStopped'>>,
  ) {
    setChanged({ faults: { ...shown, ...what }, since: faults })
    const answer = await setFaults(what).catch(() => null)
    if (answer?.ok) return
    setChanged(null)
    const body = answer?.error.message ?? 'The server could not be reached.'
    showToast({ tone: 'bad', title: 'Nothing was changed', body })
  }
  const isMade = shown.delayMs > 0 || shown.duplicate || shown.relayStopped
  return (
    <Card title="Faults on purpose" description="In this process, until they are taken back">
      <div className="grid gap-3">
        {isMade ? <Status tone="watch">The bridge of this process is impaired</Status> : null}
        <Switch
          label="Stop the relay"
          hint="Changes are saved and wait; they follow when it goes again."
          checked={shown.relayStopped}
          onChange={(event) => void change({ relayStopped: event.target.checked })}
        />
        <Switch
          label="Send everything twice"
          hint="Pages drop what they know."
          checked={shown.duplicate}
          onChange={(event) => void change({ duplicate: event.target.checked })}
        />
        <div className="flex items-center justify-between gap-4">
          <span>Delay every change</span>
          <Select
            size="sm"
            className="w-32"
            aria-label="Delay every change"
            value={`${shown.delayMs}`}
            onChange={(event) => void change({ delayMs: Number(event.target.value) })}
            options={DELAYS.map((ms) => ({
              value: `${ms}`,
              label: ms === 0 ? 'not at all' : `${ms / 1_000} s`,
            }))}
          />
        </div>
        <p className="text-ink-3 text-sm">
          A page is cut off by the button beside it in the list of open pages.
        </p>
      </div>
    </Card>
  )
}
