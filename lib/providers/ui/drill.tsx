'use client'

import { useState, useTransition } from 'react'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import { Status } from '#components/ui/status.tsx'
import { runDrill } from '../drill-actions.ts'
import type { DrillReport } from '../schema.ts'

/** Runs the list of faults on a shadow of the lock and shows what came of each. */
export function Drill() {
  const [report, setReport] = useState<DrillReport | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const start = () =>
    startTransition(async () => {
      const result = await runDrill().catch(() => null)
      setFailure(result?.ok ? null : (result?.error.message ?? 'The server could not be reached; try again.'))
      if (result?.ok) setReport(result.value)
    })
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button variant="primary" pending={pending} onClick={start}>
          {report ? 'Run it again' : 'Run the drill'}
        </Button>
        <div role="status">
          {failure ? <span className="text-bad">The drill did not run: {failure}</span> : null}
          {report && !failure ? <Sum report={report} /> : null}
        </div>
      </div>
      <Card title="What came of each fault" flush>
        {report ? (
          <Steps steps={report.steps} />
        ) : (
          <EmptyState title="No drill has been run on this page" className="px-4 pb-6">
            It takes a few seconds, reaches no provider and costs nothing.
          </EmptyState>
        )}
      </Card>
    </div>
  )
}

function Sum({ report }: { report: DrillReport }) {
  const { steps, passed, calls, took_ms: tookMs } = report
  const all = passed === steps.length
  return (
    <Status tone={all ? 'good' : 'bad'} look="plain" className="whitespace-normal!">
      {all ? `All ${steps.length}` : `${passed} of ${steps.length}`} ended as they should, by{' '}
      {formatNumber(calls)} calls in {formatNumber(tookMs)} ms
    </Status>
  )
}

function Steps({ steps }: { steps: DrillReport['steps'] }) {
  return (
    <div className="scroll-x">
      <table className="w-full">
        <thead className="text-left text-ink-3 text-sm">
          <tr className="[&>th]:h-9 [&>th]:border-b [&>th]:px-3 [&>th]:font-medium [&>th]:first:pl-4">
            <th scope="col">Fault</th>
            <th scope="col">Is to be</th>
            <th scope="col">Was</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ name, expected, saw, passed }) => (
            <tr
              key={name}
              className="[&>td]:h-(--row) [&>td]:border-b [&>td]:px-3 [&>td]:first:pl-4 last:[&>td]:border-b-0"
            >
              <td className="min-w-48 font-medium">{name}</td>
              <td className="min-w-40 text-ink-2">{expected}</td>
              <td className="min-w-40 text-ink-2">{saw}</td>
              <td className="whitespace-nowrap">
                <Status tone={passed ? 'good' : 'bad'}>{passed ? 'As it should' : 'Otherwise'}</Status>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
