'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { cancelJob } from '../actions.ts'
import type { Job } from '../schema.ts'
import { hasEnded } from './job-words.ts'

/** Asks a job to stop; gone once it has ended. */
export function CancelJob({ job, size = 'sm' }: { job: Job; size?: 'sm' | 'md' }) {
  const [pending, setPending] = useState(false)
  if (hasEnded(job.status)) return null

  async function cancel() {
    setPending(true)
    try {
      const result = await cancelJob(job.job_id)
      if (!result.ok) {
        showToast({ tone: 'bad', title: 'The job was not cancelled', body: result.error.message })
        setPending(false)
      }
    } catch {
      showToast({
        tone: 'bad',
        title: 'The job was not cancelled',
        body: 'The server could not be reached; the job goes on. Try again.',
      })
      setPending(false)
    }
  }

  return (
    <Button size={size} pending={pending} onClick={() => void cancel()}>
      {pending ? 'Stopping' : 'Cancel'}
    </Button>
  )
}
