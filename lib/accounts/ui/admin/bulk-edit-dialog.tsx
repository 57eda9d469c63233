'use client'

import { useState } from 'react'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Job } from '#lib/jobs/schema.ts'
import { startBulkEdit } from '../../bulk-actions.ts'
import { BULK_FIELDS, type BulkChoice, type BulkScope, bulkInput, bulkSentence } from './bulk-choice.ts'
import { BulkEditJob } from './bulk-edit-job.tsx'

type BulkEditDialogProps = {
  /** The people whose rows are selected. */
  ids: readonly string[]
  /** What the list is filtered by, and how many people that fits. */
  filter: { q?: string | undefined; role?: string | undefined; status?: string | undefined }
  matching: number
  onClose: () => void
  /** The edit has begun: the selection has served. */
  onStarted: () => void
}

/** Changes one field for many people: what, for whom, and then how far it is. */
export function BulkEditDialog({ ids, filter, matching, onClose, onStarted }: BulkEditDialogProps) {
  const [scope, setScope] = useState<BulkScope>('selected')
  const [choice, setChoice] = useState<BulkChoice>({ field: 'plan', value: 'free' })
  const [job, setJob] = useState<Job | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const people = scope === 'selected' ? ids.length : matching
  const field = BULK_FIELDS.find(({ name }) => name === choice.field)

  async function start() {
    setPending(true)
    setProblem(null)
    const started = await startBulkEdit(bulkInput(scope, ids, filter, choice)).catch(() => null)
    setPending(false)
    if (!started) return setProblem('The server could not be reached. Nothing was changed: try again.')
    if (!started.ok) {
      const [wrong] = started.error.fields ?? []
      return setProblem(wrong ? `${started.error.message} ${wrong.message}.` : started.error.message)
    }
    setJob(started.value)
    onStarted()
  }

  if (job) {
    return (
      <Dialog open onClose={onClose} title={bulkSentence(people, choice)}>
        <BulkEditJob initial={job} />
        <p className="mt-3 text-ink-3 text-sm">You may close this: it goes on, and stands under Jobs.</p>
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change many people"
      description="Each change is an ordinary one: the person sees it at once, and it stands in their history."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!pending) void start()
        }}
      >
        <Field label="For whom">
          {(control) => (
            <Select
              {...control}
              value={scope}
              onChange={(event) => setScope(event.target.value as BulkScope)}
              options={[
                { value: 'selected', label: `The ${formatNumber(ids.length)} selected` },
                { value: 'matching', label: `All ${formatNumber(matching)} that match the list’s filters` },
              ]}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Field">
            {(control) => (
              <Select
                {...control}
                value={choice.field}
                onChange={(event) => {
                  const next = BULK_FIELDS.find(({ name }) => name === event.target.value)
                  if (next) setChoice({ field: next.name, value: next.options?.[0]?.value ?? '' })
                }}
                options={BULK_FIELDS.map(({ name, label }) => ({ value: name, label }))}
              />
            )}
          </Field>
          <Field label="New value">
            {(control) =>
              field?.options ? (
                <Select
                  {...control}
                  value={choice.value}
                  onChange={(event) => setChoice({ ...choice, value: event.target.value })}
                  options={field.options}
                />
              ) : (
                <Input
                  {...control}
                  value={choice.value}
                  maxLength={120}
                  onChange={(event) => setChoice({ ...choice, value: event.target.value })}
                />
              )
            }
          </Field>
        </div>
        <Banner tone="watch" title={bulkSentence(people, choice)}>
          {field?.warning ??
            'What they have there now is replaced; every former value stays in their history.'}
        </Banner>
        {problem ? (
          <p role="alert" className="text-bad text-sm">
            {problem}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" pending={pending}>
            Change {formatNumber(people)} {people === 1 ? 'person' : 'people'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
