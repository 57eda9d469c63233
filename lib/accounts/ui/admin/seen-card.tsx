'use client'

import { useEffect, useState } from 'react'
import { Card } from '#components/ui/card.tsx'
import { Status, type Tone } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import { fieldWords } from '#lib/bridge/ui/field-words.ts'
import { useLockstep } from '#lib/bridge/ui/lockstep-provider.tsx'
import { type Acknowledgement, collect } from './acknowledgements.ts'

/** "Sent → seen": what became of each change of this record on the person's own screen, as it happens. */
export function SeenCard({ id, name, openPages }: { id: string; name: string; openPages: number }) {
  const { client, viewer } = useLockstep()
  const [list, setList] = useState<readonly Acknowledgement[]>([])
  useEffect(() => client.onTraces((traces) => setList((before) => collect(before, traces, id))), [client, id])
  return (
    <Card
      title={`What ${name} sees`}
      description={
        openPages === 0
          ? `${name} had no page open when this page was read.`
          : `${name} had ${openPages === 1 ? 'a page' : `${openPages} pages`} open when this page was read.`
      }
    >
      {list.length === 0 ? (
        <p className="text-ink-2">
          Change something: here you see when it is on {name}’s screen, to the hundredth of a second.
        </p>
      ) : (
        <ul aria-live="polite" className="grid gap-2.5">
          {list.map((one) => {
            const { tone, words } = wordsOf(one, name)
            return (
              <li key={one.id} data-seen={one.state} className="grid gap-0.5">
                <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                  <span className="min-w-0 font-medium">
                    {one.fields.length > 0
                      ? one.fields.map(fieldWords).join(', ')
                      : `A refused change of the ${one.what}`}
                  </span>
                  <span className="text-ink-3 text-sm">
                    by {one.by.id === viewer.id ? 'you' : one.by.name} · <Time at={one.committedAt} />
                  </span>
                </p>
                <Status tone={tone} look="plain" className="whitespace-normal text-sm">
                  {words}
                </Status>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}

function wordsOf(one: Acknowledgement, name: string): { tone: Tone; words: string } {
  switch (one.state) {
    case 'seen':
      return { tone: 'good', words: `seen by ${name} ${seconds(one.seenAfterMs ?? 0)} later` }
    case 'delivered':
      return { tone: 'info', words: `on ${name}’s device; not on a page that shows it yet` }
    case 'sent':
      return { tone: 'watch', words: `sent to ${name}, not confirmed yet` }
    case 'away':
      return { tone: 'neutral', words: `not open at the moment: ${name} sees it on return` }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 0)} s`
}
