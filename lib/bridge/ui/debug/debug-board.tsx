'use client'

import { WidgetBoundary } from '#components/feedback/widget-boundary.tsx'
import type { DebugReport } from '../../debug-contract.ts'
import type { StreamEvent } from '../../debug-stream.ts'
import { AlertsPanel } from './alerts-panel.tsx'
import { ClientsPanel } from './clients-panel.tsx'
import { ConflictsPanel } from './conflicts-panel.tsx'
import { EventStream } from './event-stream.tsx'
import { FaultsPanel } from './faults-panel.tsx'
import { HistoryPanel } from './history-panel.tsx'
import { MachineryPanel } from './machinery-panel.tsx'
import { MonitorPanel } from './monitor-panel.tsx'
import { StageFigures } from './stage-figures.tsx'
import { useDebugReport } from './use-debug-report.ts'
import { VerdictPanel } from './verdict-panel.tsx'

/** The debug page: first the answer, then the five steps, then every event, then what carries them. */
export function DebugBoard({ initial, stream }: { initial: DebugReport; stream: readonly StreamEvent[] }) {
  const { report, isStale } = useDebugReport(initial)
  return (
    <div className="grid gap-5">
      <VerdictPanel report={report} isStale={isStale} />
      <section aria-label="The five steps of a change" className="grid gap-2">
        <h2 className="font-semibold text-lg">
          How long a change takes{' '}
          <span className="font-normal text-ink-3 text-sm">over the last five to ten minutes</span>
        </h2>
        <WidgetBoundary name="The latency figures">
          <StageFigures report={report} />
        </WidgetBoundary>
      </section>
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_21rem]">
        <WidgetBoundary name="The event stream">
          <EventStream initial={stream} />
        </WidgetBoundary>
        <div className="grid min-w-0 items-start gap-4 md:max-xl:grid-cols-2">
          <WidgetBoundary name="The alerts">
            <AlertsPanel alerts={report.alerts} rules={report.rules} />
          </WidgetBoundary>
          <WidgetBoundary name="The list of open pages">
            <ClientsPanel
              clients={report.clients}
              pages={report.pages}
              relayCursor={report.relay?.cursor ?? null}
              mayDrop={report.faults.allowed ? report.process.pid : null}
            />
          </WidgetBoundary>
        </div>
      </div>
      <section aria-label="How it was and how it is checked" className="grid gap-2">
        <h2 className="font-semibold text-lg">How it was, and how it is checked</h2>
        <div className="grid items-start gap-4 md:grid-cols-2 xl:grid-cols-3">
          <WidgetBoundary name="The monitor">
            <MonitorPanel monitor={report.monitor} />
          </WidgetBoundary>
          <WidgetBoundary name="The list of conflicts">
            <ConflictsPanel conflicts={report.conflicts} />
          </WidgetBoundary>
          <div className="grid gap-4 md:max-xl:col-span-2 md:max-xl:grid-cols-2">
            <WidgetBoundary name="The history">
              <HistoryPanel />
            </WidgetBoundary>
            {report.faults.allowed ? (
              <WidgetBoundary name="The faults on purpose">
                <FaultsPanel faults={report.faults} />
              </WidgetBoundary>
            ) : null}
          </div>
        </div>
      </section>
      <section aria-label="What carries the changes" className="grid gap-2">
        <h2 className="font-semibold text-lg">What carries the changes</h2>
        <WidgetBoundary name="The figures of the machinery">
          <MachineryPanel report={report} />
        </WidgetBoundary>
      </section>
    </div>
  )
}
