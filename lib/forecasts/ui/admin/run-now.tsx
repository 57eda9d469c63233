'use client'

import Play from 'lucide-react/icons/play'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { runForecastsNow } from '#lib/jobs/actions.ts'
import type { Job } from '#lib/jobs/schema.ts'
import { ForecastJob } from './forecast-job.tsx'

/** Starts a run of all regions and shows it, from the click to its report; a run under way is shown at once. */
export function RunNow({ running }: { running: Job | null }) {
  const [started, setStarted] = useState<Job | null>(null)
  const [pending, setPending] = useState(false)
  const job = started ?? running

  async function start() {
    setPending(true)
    try {
      const result = await runForecastsNow()
      if (result.ok) setStarted(result.value)
      else showToast({ tone: 'bad', title: 'The run was not started', body: result.error.message })
    } catch {
      showToast({ tone: 'bad', title: 'The run was not started', body: 'The server could not be reached.' })
    } finally {
      setPending(false)
    }
  }

  return (
    <Card
      title="Run now"
      action={
        <Button variant="primary" icon={<Play />} pending={pending} onClick={() => void start()}>
          Run now
        </Button>
      }
    >
      {job ? (
        <ForecastJob key={job.job_id} initial={job} />
      ) : (
        <p className="text-ink-3">No run is under way.</p>
      )}
    </Card>
  )
}
