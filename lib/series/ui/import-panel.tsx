'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Field } from '#components/ui/field.tsx'
import { formatBytes } from '#components/ui/format-number.ts'
import { Progress } from '#components/ui/progress.tsx'
import { Select } from '#components/ui/select.tsx'
import { readJob } from '#lib/jobs/actions.ts'
import type { Job } from '#lib/jobs/schema.ts'
import { FileDrop } from './file-drop.tsx'
import { ImportJob } from './import-job.tsx'
import { type UploadFailure, uploadFile } from './upload-file.ts'

type Phase =
  | { name: 'choosing'; failure: UploadFailure | null }
  | { name: 'sending'; sent: number; total: number }
  | { name: 'job'; job: Job }

const METRICS = [
  { value: 'cases', label: 'Cases' },
  { value: 'deaths', label: 'Deaths' },
]

/** Takes a publisher's file and follows it until it is published or refused; the open import is in the address. */
export function ImportPanel({
  sources,
  limitBytes,
  openJob,
}: {
  sources: readonly { id: string; publisher: string }[]
  limitBytes: number
  openJob: Job | null
}) {
  const [phase, setPhase] = useState<Phase>(
    openJob ? { name: 'job', job: openJob } : { name: 'choosing', failure: null },
  )
  const [file, setFile] = useState<File | null>(null)
  const [source, setSource] = useState(sources[0]?.id ?? '')
  const [metric, setMetric] = useState('')
  const stop = useRef<AbortController>(undefined)
  const router = useRouter()
  const pathname = usePathname()
  const params = useSearchParams()
  useEffect(() => () => stop.current?.abort(), [])

  const tooLarge = file !== null && file.size > limitBytes
  const isEmpty = file !== null && file.size === 0

  function remember(jobId: string | null) {
    const query = new URLSearchParams(params)
    if (jobId) query.set('job', jobId)
    else query.delete('job')
    const text = query.toString()
    window.history.replaceState(null, '', text ? `${pathname}?${text}` : pathname)
  }

  async function send() {
    if (!file || tooLarge || isEmpty) return
    const controller = new AbortController()
    stop.current = controller
    setPhase({ name: 'sending', sent: 0, total: file.size })
    const outcome = await uploadFile(
      file,
      { fileName: file.name, source, metric },
      {
        signal: controller.signal,
        onProgress: (sent) =>
          setPhase({ name: 'sending', sent: Math.min(sent, file.size), total: file.size }),
      },
    )
    if (!outcome.ok) {
      setPhase({ name: 'choosing', failure: outcome.failure })
      return
    }
    const job = await readJob(outcome.jobId).catch(() => null)
    remember(outcome.jobId)
    if (job?.ok) {
      setFile(null)
      setPhase({ name: 'job', job: job.value })
    } else {
      setPhase({
        name: 'choosing',
        failure: {
          message:
            'The file has arrived and its import runs; its progress could not be read. Look under Jobs.',
          requestId: undefined,
        },
      })
    }
    router.refresh()
  }

  if (phase.name === 'job') {
    return (
      <Card title="Import">
        <ImportJob
          initial={phase.job}
          again={() => {
            remember(null)
            setPhase({ name: 'choosing', failure: null })
          }}
        />
      </Card>
    )
  }
  const sending = phase.name === 'sending'
  return (
    <Card
      title="Import a file"
      description="The publisher’s wide CSV, one column a day, or the long form country,date,cum_cases,cum_deaths; gzip or not. Importing the same file again changes nothing."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        {phase.name === 'choosing' && phase.failure ? (
          <ErrorState title="The file was not imported" requestId={phase.failure.requestId}>
            <p>{phase.failure.message}</p>
          </ErrorState>
        ) : null}
        <FileDrop
          label="Choose a file or drop it here"
          hint={`CSV or CSV.GZ, up to ${formatBytes(limitBytes)}`}
          accept=".csv,.gz,text/csv,application/gzip"
          file={file ? { name: file.name, note: formatBytes(file.size) } : null}
          disabled={sending}
          onFile={(chosen) => {
            setFile(chosen)
            setPhase({ name: 'choosing', failure: null })
          }}
        />
        {tooLarge ? (
          <p role="alert" className="text-bad">
            This file has {formatBytes(file.size)}, more than the {formatBytes(limitBytes)} that are taken.
            Nothing was sent. Compress it with gzip, or split it by country or by year and import the parts.
          </p>
        ) : null}
        {isEmpty ? (
          <p role="alert" className="text-bad">
            This file is empty. Choose another one.
          </p>
        ) : null}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Publisher">
            {(control) => (
              <Select
                {...control}
                disabled={sending}
                value={source}
                options={sources.map(({ id, publisher }) => ({ value: id, label: publisher }))}
                onChange={(event) => setSource(event.target.value)}
              />
            )}
          </Field>
          <Field label="Counts" hint="Only a wide file needs it, when its name does not say.">
            {(control) => (
              <Select
                {...control}
                disabled={sending}
                value={metric}
                placeholder="As the file says"
                options={METRICS}
                onChange={(event) => setMetric(event.target.value)}
              />
            )}
          </Field>
        </div>
        {sending ? (
          <Progress
            label="Sending"
            value={megabytes(phase.sent)}
            max={megabytes(phase.total)}
            unit="MB"
            aside={
              phase.sent >= phase.total
                ? 'Arrived; the import is being started.'
                : 'Leaving this page stops it.'
            }
          />
        ) : null}
        <div className="flex justify-end gap-2">
          {sending ? (
            <Button onClick={() => stop.current?.abort()}>Stop sending</Button>
          ) : (
            <Button type="submit" variant="primary" disabled={!file || tooLarge || isEmpty}>
              Import
            </Button>
          )}
        </div>
      </form>
    </Card>
  )
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 10_000) / 100
}
