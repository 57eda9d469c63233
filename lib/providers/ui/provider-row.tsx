'use client'

import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import type { ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Code } from '#components/ui/code.tsx'
import { formatDuration, formatPercent } from '#components/ui/format-number.ts'
import { iconButtonClass } from '#components/ui/icon-button.tsx'
import { Status } from '#components/ui/status.tsx'
import { Time } from '#components/ui/time.tsx'
import { checkProviders } from '../actions.ts'
import type { ProviderChecks, ProviderStatus } from '../schema.ts'
import { CheckBars } from './check-bars.tsx'
import { checksToast } from './checks-toast.ts'
import { HEALTH_WORDS, providerName, REST_WORDS, VARIABLES } from './provider-words.ts'
import { useProviderAction } from './use-provider-action.ts'

type Provider = ProviderStatus['providers'][number]

/** One provider: whether it could answer, how it is, and what can be done about it. */
export function ProviderRow({
  provider,
  place,
  of,
  holds,
  checks,
  onMove,
}: {
  provider: Provider
  place: number
  of: number
  holds: boolean
  checks: ProviderChecks['checks']
  onMove: (by: -1 | 1) => void
}) {
  const { pending, run } = useProviderAction()
  const name = providerName(provider.name)
  return (
    <li
      data-provider={provider.name}
      className="grid gap-x-6 gap-y-3 bg-surface px-4 py-3 md:grid-cols-2 xl:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_11rem_auto]"
    >
      <div className="grid min-w-0 content-start gap-1.5">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
          <span>
            <span className="mr-2 text-ink-3 tabular-nums">{place}</span>
            {name}
          </span>
          <State provider={provider} holds={holds} />
        </p>
        {provider.cool_down_until && !holds ? (
          <p className="text-ink-2 text-sm">
            Rests until <Time at={provider.cool_down_until} look="absolute" />
            {provider.rests_because ? ` because ${REST_WORDS[provider.rests_because]}` : ''}
          </p>
        ) : null}
        <Variables provider={provider} />
      </div>
      <Health provider={provider} />
      <div className="min-w-0">
        <CheckBars name={name} checks={checks} />
      </div>
      <div className="flex items-start gap-1 max-xl:justify-self-start">
        <MoveButton
          label={`Move ${name} up`}
          icon={<ArrowUp />}
          isEnd={place === 1}
          onMove={() => onMove(-1)}
        />
        <MoveButton
          label={`Move ${name} down`}
          icon={<ArrowDown />}
          isEnd={place === of}
          onMove={() => onMove(1)}
        />
        {provider.configured ? (
          <Button
            size="sm"
            pending={pending}
            aria-label={`Check now: ${name}`}
            onClick={() =>
              run({
                work: () => checkProviders({ provider: provider.name }),
                failed: `${name} was not checked`,
                done: checksToast,
              })
            }
          >
            Check now
          </Button>
        ) : null}
      </div>
    </li>
  )
}

function State({ provider, holds }: { provider: Provider; holds: boolean }) {
  if (holds) return <Status tone="good">Holds the lock</Status>
  if (!provider.configured) return <Status tone="neutral">Not configured</Status>
  if (provider.cool_down_until) return <Status tone="watch">Rests</Status>
  return <Status tone="info">Ready</Status>
}

function Variables({ provider }: { provider: Provider }) {
  const { needed, optional } = VARIABLES[provider.name]
  return (
    <p className="flex flex-wrap gap-x-1.5 gap-y-1 text-ink-3 text-sm">
      <span>{provider.configured ? 'has' : 'needs'}</span>
      {needed.map((variable) => (
        <Code key={variable} className="text-ink-2">
          {variable}
        </Code>
      ))}
      <span>{optional.length > 0 ? 'may have' : ''}</span>
      {optional.map((variable) => (
        <Code key={variable}>{variable}</Code>
      ))}
    </p>
  )
}

function Health({ provider: { configured, health, last_error } }: { provider: Provider }) {
  const { tone, word } = HEALTH_WORDS[health.status]
  if (!configured && health.status === 'unknown')
    return <p className="text-ink-3 text-sm">Health: not checked, because it has no key.</p>
  return (
    <div className="grid min-w-0 content-start gap-1 text-sm">
      <p>
        <Status tone={tone} look="plain">
          {word}
        </Status>
      </p>
      {health.lastCheckedAt ? (
        <p className="text-ink-2">
          Checked <Time at={health.lastCheckedAt} />
          {health.latencyMs === null ? '' : ` · ${formatDuration(health.latencyMs)}`}
          {health.errorRate === null
            ? ''
            : ` · ${formatPercent(health.errorRate)} errors in ${health.checks} ${health.checks === 1 ? 'check' : 'checks'}`}
        </p>
      ) : null}
      {last_error ? (
        <p className="line-clamp-3 text-ink-3 [overflow-wrap:anywhere]" title={last_error}>
          Last error: {last_error}
        </p>
      ) : null}
    </div>
  )
}

/** At the end of the list it does nothing, and keeps the focus of whoever moved the row there. */
function MoveButton({
  label,
  icon,
  isEnd,
  onMove,
}: {
  label: string
  icon: ReactNode
  isEnd: boolean
  onMove: () => void
}) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-disabled={isEnd || undefined}
      onClick={isEnd ? undefined : onMove}
      className={`${iconButtonClass('ghost', 'sm')} ${isEnd ? 'cursor-default! opacity-40' : ''}`}
    >
      {icon}
    </button>
  )
}
