'use client'

import dynamic from 'next/dynamic'
import { useId, useOptimistic, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Select } from '#components/ui/select.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { checkProviders, releaseProvider, resetFailures, setFailBack, switchProvider } from '../actions.ts'
import { FAIL_BACK_MODES, type FailBack } from '../lock.ts'
import type { ProviderStatus } from '../schema.ts'
import { checksToast } from './checks-toast.ts'
import { FAIL_BACK_WORDS, providerName } from './provider-words.ts'
import { useProviderAction } from './use-provider-action.ts'

// Not part of the first load: most visits only look.
const ReasonForm = dynamic(() => import('./reason-form.tsx').then((module) => module.ReasonForm), {
  ssr: false,
  loading: () => <Skeleton className="h-40" />,
})

type Task = 'switch' | 'release' | 'reset'

/** What staff can do with the lock by hand. */
export function LockControls({
  status,
  holder,
  failures,
}: {
  status: ProviderStatus
  /** As they are now: live, and so newer than the status may be. */
  holder: string
  failures: number
}) {
  const [task, setTask] = useState<Task | null>(null)
  const checking = useProviderAction()
  const close = () => setTask(null)
  return (
    <div className="flex flex-wrap items-center gap-2 border-t pt-3.5">
      <Button onClick={() => setTask('switch')}>Switch …</Button>
      <Button onClick={() => setTask('release')}>Release …</Button>
      {failures > 0 ? <Button onClick={() => setTask('reset')}>Reset strikes …</Button> : null}
      <Button
        pending={checking.pending}
        onClick={() =>
          checking.run({
            work: () => checkProviders({}),
            failed: 'The providers were not checked',
            done: checksToast,
          })
        }
      >
        Check all now
      </Button>
      <FailBackSelect mode={status.fail_back} />
      <Dialog {...DIALOGS[task ?? 'switch']} open={task !== null} onClose={close}>
        {task === 'switch' ? (
          <SwitchForm status={status} holder={holder} onDone={close} />
        ) : task === 'release' ? (
          <ReasonForm
            confirmLabel="Release the lock"
            failed="The lock was not released"
            done="The lock is released"
            action={({ reason }) => releaseProvider({ reason })}
            onDone={close}
          />
        ) : task === 'reset' ? (
          <ReasonForm
            confirmLabel="Reset strikes"
            failed="The strikes were not reset"
            done="The strikes are reset"
            action={({ reason }) => resetFailures({ reason })}
            onDone={close}
          />
        ) : null}
      </Dialog>
    </div>
  )
}

const DIALOGS: Record<Task, { title: string; description: string }> = {
  switch: {
    title: 'Switch the lock',
    description:
      'The provider you choose answers from now on, even if it rests, and keeps the lock until it fails. Answers under way from the one before are dropped.',
  },
  release: {
    title: 'Release the lock',
    description:
      'Its holder rests for a while and the next provider in line takes over; without one the built-in engines answer.',
  },
  reset: {
    title: 'Reset strikes',
    description: 'The holder starts again with none. At three it loses the lock.',
  },
}

function SwitchForm({
  status,
  holder,
  onDone,
}: {
  status: ProviderStatus
  holder: string
  onDone: () => void
}) {
  const others = status.providers.filter(({ configured, name }) => configured && name !== holder)
  if (others.length === 0)
    return (
      <p className="text-ink-2">
        No other provider has a key. Set one in the environment and start the product again.
      </p>
    )
  return (
    <ReasonForm
      choices={others.map(({ name, cool_down_until }) => ({
        value: name,
        label: cool_down_until ? `${providerName(name)} (rests)` : providerName(name),
      }))}
      confirmLabel="Switch the lock"
      failed="The lock was not switched"
      done="The lock is switched"
      action={switchProvider}
      onDone={onDone}
    />
  )
}

function FailBackSelect({ mode }: { mode: FailBack }) {
  const id = useId()
  const [shown, assume] = useOptimistic(mode)
  const { run } = useProviderAction()
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1 sm:ml-auto">
      <label htmlFor={id} className="text-ink-2">
        When a better provider is well again
      </label>
      <Select
        id={id}
        className="w-60"
        value={shown}
        options={FAIL_BACK_MODES.map((value) => ({ value, label: FAIL_BACK_WORDS[value] }))}
        onChange={(event) => {
          const wanted = FAIL_BACK_MODES.find((candidate) => candidate === event.target.value)
          if (!wanted) return
          run({
            assume: () => assume(wanted),
            work: () => setFailBack({ mode: wanted }),
            failed: 'Nothing was changed',
            done: () => ({ tone: 'good', title: `Set: ${FAIL_BACK_WORDS[wanted].toLowerCase()}` }),
          })
        }}
      />
    </span>
  )
}
