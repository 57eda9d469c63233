'use client'

import { clsx } from 'clsx'
import CircleAlert from 'lucide-react/icons/circle-alert'
import CloudUpload from 'lucide-react/icons/cloud-upload'
import { Button } from '#components/ui/button.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Time } from '#components/ui/time.tsx'
import { fieldWords, refusalWords, valueWords } from '../field-words.ts'
import { useConnection, useEdits, useLockstep } from '../lockstep-provider.tsx'
import type { PendingEdit, RefusedEdit } from './edit-list.ts'

/** What is sent within this time is no news. */
const QUIET_MS = 1_000
const SHOWN_AT_MOST = 50

/**
 * The edits that have not reached the server, and those that it did not take, of all pages of this person in this
 * browser. Nothing while there are none. `now` in Unix ms.
 */
export function WaitingEdits({ now }: { now: number }) {
  const { status } = useConnection()
  const { waiting, refused } = useEdits()
  const overdue = status === 'live' ? waiting.filter(({ madeAt }) => now - madeAt > QUIET_MS) : waiting
  if (overdue.length === 0 && refused.length === 0) return null
  const words = [
    ...(overdue.length > 0 ? [`${count(overdue.length)} waiting`] : []),
    ...(refused.length > 0 ? [`${count(refused.length)} not taken`] : []),
  ].join(', ')
  const brief = words.replaceAll(/ edits?/g, '')
  return (
    <Popover
      align="end"
      label="Edits that wait"
      triggerLabel={words}
      triggerClass={clsx(
        'inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-full px-2 font-medium text-sm hover:bg-hover',
        refused.length > 0 ? 'text-bad' : 'text-ink-2',
      )}
      className="w-[min(24rem,calc(100vw-1rem))] p-0"
      trigger={
        <>
          {refused.length > 0 ? <CircleAlert className="size-3.5" /> : <CloudUpload className="size-3.5" />}
          <span className="sm:hidden">{overdue.length + refused.length}</span>
          <span className="max-sm:hidden">{brief}</span>
        </>
      }
    >
      <div className="max-h-[min(28rem,70vh)] overflow-y-auto p-3">
        {refused.length > 0 ? <Refused edits={refused} /> : null}
        {overdue.length > 0 ? <Waiting edits={overdue} isLive={status === 'live'} /> : null}
      </div>
    </Popover>
  )
}

function Refused({ edits }: { edits: readonly RefusedEdit[] }) {
  const queue = useLockstep().edits
  return (
    <section className="mb-3 last:mb-0">
      <h2 className="font-medium">Not taken</h2>
      <ul className="mt-1 divide-y divide-line">
        {edits.slice(-SHOWN_AT_MOST).map((edit) => (
          <li key={edit.key} className="grid gap-1.5 py-2" data-refused-edit={Object.keys(edit.fields)[0]}>
            <What edit={edit} />
            <p className="text-bad text-sm">{whyNot(edit)}</p>
            <p className="flex gap-2">
              <Button size="sm" onClick={() => queue.retry(edit.key)}>
                Send again
              </Button>
              <Button size="sm" variant="ghost" onClick={() => void queue.drop(edit.key)}>
                Discard
              </Button>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Waiting({ edits, isLive }: { edits: readonly PendingEdit[]; isLive: boolean }) {
  const queue = useLockstep().edits
  const isKept = edits.every((edit) => edit.isKept)
  return (
    <section>
      <h2 className="font-medium">{isLive ? 'Being sent' : 'Waiting to be sent'}</h2>
      <p className="mt-0.5 text-ink-2 text-sm">
        {isKept
          ? 'Kept in this browser, also if you close the page, and sent in this order once the server answers. What has reached it already stays.'
          : 'This browser has no room to keep them: leave the page open until they are sent.'}
      </p>
      <ul className="mt-1 divide-y divide-line">
        {edits.slice(0, SHOWN_AT_MOST).map((edit) => (
          <li key={edit.key} className="flex items-start justify-between gap-3 py-2">
            <What edit={edit} />
            <Button size="sm" variant="ghost" onClick={() => void queue.drop(edit.key)}>
              Take back
            </Button>
          </li>
        ))}
      </ul>
      {edits.length > SHOWN_AT_MOST ? (
        <p className="text-ink-3 text-sm">and {edits.length - SHOWN_AT_MOST} more</p>
      ) : null}
    </section>
  )
}

function What({ edit }: { edit: PendingEdit | RefusedEdit }) {
  return (
    <div className="min-w-0">
      {Object.entries(edit.fields).map(([field, value]) => (
        <p key={field} className="line-clamp-3 [overflow-wrap:anywhere]">
          {fieldWords(field)}: {valueWords(value) === 'empty' ? 'empty' : `“${valueWords(value)}”`}
        </p>
      ))}
      <p className="text-ink-3 text-sm">
        <Time at={edit.madeAt} />
      </p>
    </div>
  )
}

function whyNot({ fields, refusal }: RefusedEdit): string {
  const [field = ''] = Object.keys(fields)
  return refusalWords(refusal, field)
}

function count(edits: number): string {
  return `${edits} ${edits === 1 ? 'edit' : 'edits'}`
}
