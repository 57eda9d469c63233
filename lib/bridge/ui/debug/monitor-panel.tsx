'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { formatDuration, formatNumber } from '#components/ui/format-number.ts'
import { Status } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import type { DebugReport } from '../../debug-contract.ts'
import { repairMismatch, runMonitor } from '../../monitor/actions.ts'
import type { MismatchRecord, MonitorRun } from '../../monitor/schema.ts'
import { fieldWords } from '../field-words.ts'

const KINDS = [
  {
    kind: 'latency',
    title: 'There and back',
    action: 'Measure',
    what: 'a canary writes, and is seen by the other side',
  },
  {
    kind: 'consistency',
    title: 'Consistency',
    action: 'Compare',
    what: 'log, memory and pages against the database',
  },
  { kind: 'integration', title: 'Self-tests', action: 'Run', what: 'conflicts, replay, cuts, on canaries' },
] as const

/** The bridge looking at itself: by a canary, by comparing, by testing. */
export function MonitorPanel({ monitor }: { monitor: DebugReport['monitor'] }) {
  const [ended, setEnded] = useState<Readonly<Record<string, MonitorRun>>>({})
  const [running, setRunning] = useState<string | null>(null)
  async function run(kind: string) {
    setRunning(kind)
    const answer = await runMonitor(kind).catch(() => null)
    setRunning(null)
    if (answer?.ok) return setEnded({ ...ended, [kind]: answer.value })
    const body = answer?.error.message ?? 'The server could not be reached.'
    showToast({ tone: 'bad', title: 'The monitor did not run', body })
  }
  return (
    <Card title="Monitor" description="Safe in production: it touches nobody’s data">
      <ul aria-label="Monitor" className="grid gap-3">
        {KINDS.map(({ kind, title, action, what }) => {
          const told = monitor.runs.find((one) => one.kind === kind)
          const own = ended[kind]
          const last = own && (!told || own.started_at >= told.started_at) ? own : told
          return (
            <li key={kind} data-monitor={kind} className="grid gap-1">
              <div className="flex items-center justify-between gap-3">
                <span className="font-medium">{title}</span>
                <Button
                  size="sm"
                  pending={running === kind}
                  disabled={running !== null}
                  onClick={() => void run(kind)}
                >
                  {action}
                </Button>
              </div>
              {last ? <Outcome run={last} /> : <p className="text-ink-3 text-sm">Not run yet: {what}.</p>}
            </li>
          )
        })}
      </ul>
      {monitor.mismatches.length > 0 ? (
        <ul aria-label="Mismatches" className="mt-4 grid gap-3 border-t pt-4">
          {monitor.mismatches.map((mismatch) => (
            <MismatchLine key={mismatch.id} mismatch={mismatch} />
          ))}
        </ul>
      ) : null}
    </Card>
  )
}

function Outcome({ run }: { run: MonitorRun }) {
  if (run.status === 'running') {
    return (
      <Status tone="info" look="plain" className="text-sm">
        Running
      </Status>
    )
  }
  return (
    <>
      <p className="flex flex-wrap gap-x-2 text-sm">
        <Status tone={run.status === 'passed' ? 'good' : 'bad'} look="plain">
          {outcomeWords(run)}
        </Status>
        <span className="text-ink-3">
          <Time at={run.started_at} />
        </span>
      </p>
      {failedTests(run).map(({ name, detail }) => (
        <p key={name} className="text-bad text-sm">
          {name}: {detail}
        </p>
      ))}
    </>
  )
}

type Test = { name: string; passed: boolean; detail: string }

function testsOf({ report }: MonitorRun): Test[] {
  return Array.isArray(report?.tests) ? (report.tests as Test[]) : []
}

function failedTests(run: MonitorRun): Test[] {
  return testsOf(run).filter(({ passed }) => !passed)
}

function outcomeWords(run: MonitorRun): string {
  const report = run.report ?? {}
  if (typeof report.problem === 'string') return report.problem
  if (run.kind === 'latency') {
    return `${formatDuration(Number(report.toPersonMs))} there, ${formatDuration(Number(report.toStaffMs))} back`
  }
  if (run.kind === 'consistency') {
    const compared = `${formatNumber(Number(report.entities))} records, ${formatNumber(Number(report.cached))} in memory, ${formatNumber(Number(report.pages))} pages`
    return run.status === 'passed'
      ? `${compared}: all agree`
      : `${formatNumber(Number(report.mismatches))} fields of ${compared}`
  }
  const tests = testsOf(run)
  return `${formatNumber(tests.length - failedTests(run).length)} of ${formatNumber(tests.length)} passed`
}

const TELLERS = { log: 'the log', cache: 'memory', page: 'a page' } as const

function MismatchLine({ mismatch }: { mismatch: MismatchRecord }) {
  const [isRepaired, setRepaired] = useState(false)
  const [busy, setBusy] = useState(false)
  async function repair() {
    setBusy(true)
    const answer = await repairMismatch(mismatch.id).catch(() => null)
    setBusy(false)
    if (answer?.ok) return setRepaired(true)
    const body = answer?.error.message ?? 'The server could not be reached.'
    showToast({ tone: 'bad', title: 'Nothing was repaired', body })
  }
  const what =
    mismatch.field === '*' ? mismatch.entity : `${fieldWords(mismatch.field)} of ${mismatch.entity}`
  return (
    <li data-mismatch={mismatch.field} className="grid gap-1 text-sm">
      <p className="font-medium">
        {what} <span className="font-normal text-ink-3">{mismatch.entityId}</span>
      </p>
      <p className="[overflow-wrap:anywhere]">
        stored “{JSON.stringify(mismatch.stored)}”, {TELLERS[mismatch.teller]} says “
        {JSON.stringify(mismatch.told)}”
      </p>
      {isRepaired ? (
        <Status tone="good" look="plain">
          Repaired
        </Status>
      ) : (
        <Button size="sm" className="justify-self-start" pending={busy} onClick={() => void repair()}>
          Repair
        </Button>
      )}
    </li>
  )
}
