'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import { readRefusals } from '../actions.ts'
import type { Refusal } from '../schema.ts'

/** The reasons of so many refused lines are kept; all are counted. */
const KEPT = 1_000

/** Refused lines with their reasons, in the order of the file; more on request. */
export function RefusalTable({
  first,
  total,
  importId,
}: {
  first: readonly Refusal[]
  total: number
  /** Null where no more can be asked for. */
  importId: string | null
}) {
  const [rows, setRows] = useState(first)
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const left = Math.min(total, KEPT) - rows.length

  async function more() {
    if (!importId) return
    setPending(true)
    setProblem(null)
    try {
      const result = await readRefusals(importId, rows.length)
      if (result.ok) setRows([...rows, ...result.value])
      else setProblem(result.error.message)
    } catch {
      setProblem('The server could not be reached; try again.')
    } finally {
      setPending(false)
    }
  }

  return (
    <section aria-label="Refused rows" className="grid gap-2">
      <h3 className="font-semibold">
        Refused rows <span className="font-normal text-ink-3">{formatNumber(total)}</span>
      </h3>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Refused rows, scrollable"
        className="scroll-x max-h-96 overflow-y-auto rounded-md border"
      >
        <table className="w-full text-sm">
          <thead className="sticky top-0 bg-surface text-left text-ink-3">
            <tr className="[&>th]:h-9 [&>th]:border-b [&>th]:px-3 [&>th]:font-medium">
              <th scope="col" className="w-20 text-right">
                Line
              </th>
              <th scope="col">Reason</th>
              <th scope="col" className="max-sm:hidden">
                What stands there
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr
                key={`${row.line}:${row.code}:${row.excerpt}`}
                className="[&>td]:px-3 [&>td]:py-1.5 [&>td]:align-top"
              >
                <td className="whitespace-nowrap text-right tabular-nums">{formatNumber(row.line)}</td>
                <td>{row.reason}</td>
                <td className="font-mono text-ink-2 [overflow-wrap:anywhere] max-sm:hidden">{row.excerpt}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="flex flex-wrap items-center gap-3 text-ink-3 text-sm">
        <p role="status">
          {formatNumber(rows.length)} of {formatNumber(total)} shown
          {total > KEPT ? `; the reasons of the first ${formatNumber(KEPT)} are kept` : ''}
        </p>
        {importId && left > 0 ? (
          <Button size="sm" pending={pending} onClick={() => void more()}>
            Show {formatNumber(Math.min(100, left))} more
          </Button>
        ) : null}
        {problem ? (
          <p role="alert" className="text-bad">
            {problem}
          </p>
        ) : null}
      </div>
    </section>
  )
}
