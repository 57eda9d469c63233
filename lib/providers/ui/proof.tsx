import type { ReactNode } from 'react'
import { Card } from '#components/ui/card.tsx'
import { Code, CodeBlock } from '#components/ui/code.tsx'
import { formatDuration, formatNumber, NO_DATA } from '#components/ui/format-number.ts'
import { Link } from '#components/ui/link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ProviderCall, ProviderProof } from '../proof-schema.ts'
import { eventWords, failureWords, providerName } from './provider-words.ts'

/** From an answer back to what made its provider the one that was asked: call, epoch, transition, errors, rules. */
export function Proof({ proof }: { proof: ProviderProof }) {
  const { call, lock_id, transition, causes, checks } = proof
  return (
    <div className="grid max-w-4xl gap-4">
      <Card
        title="The call"
        description={lock_id === 'ai' ? undefined : 'Of a drill, on a shadow of the lock.'}
      >
        <Facts>
          <Fact name="Provider">{providerName(call.provider)}</Fact>
          <Fact name="Model">
            <Code>{call.model}</Code>
          </Fact>
          <Fact name="When">
            <Time at={call.at} look="absolute" />
          </Fact>
          <Fact name="Took">{formatDuration(call.latency_ms)}</Fact>
          <Fact name="Tokens in">{tokens(call.tokens_in)}</Fact>
          <Fact name="Tokens out">{tokens(call.tokens_out)}</Fact>
          <Fact name="Epoch">{formatNumber(call.epoch)}</Fact>
          <Fact name="Prompt">
            <Code>{call.purpose}</Code> version {call.prompt_version}
          </Fact>
          <Fact name="Hash of what it was shown">
            <Code>{call.input_hash}</Code>
          </Fact>
          <Fact name="Call">
            <Code>{call.call_id}</Code>
          </Fact>
        </Facts>
        <Failure call={call} />
      </Card>
      <Card
        title={`How epoch ${formatNumber(call.epoch)} began`}
        description="The transition of the lock that made this provider the one that is asked."
      >
        {transition ? (
          <Facts>
            <Fact name="What">{eventWords(transition.event)}</Fact>
            <Fact name="When">
              <Time at={transition.at} look="absolute" />
            </Fact>
            <Fact name="From">{providerName(transition.from)}</Fact>
            <Fact name="To">{providerName(transition.to)}</Fact>
            <Fact name="Why">{transition.reason}</Fact>
            <Fact name="By">{transition.actor}</Fact>
            <Fact name="Entry of the audit trail">{formatNumber(transition.seq)}</Fact>
            <Fact name="Hash of the entry">
              <Code>{transition.hash}</Code>
            </Fact>
          </Facts>
        ) : (
          <p className="text-ink-2">The audit trail has no entry of it: the epoch is older than the trail.</p>
        )}
      </Card>
      {causes.length > 0 ? (
        <Card title="What caused it" description="The failed calls that took the lock from the one before.">
          <ol className="grid gap-5">
            {causes.map(({ call_id, call: cause }) => (
              <li key={call_id} className="grid gap-2 border-t pt-4 first:border-t-0 first:pt-0">
                {cause ? <Cause call={cause} /> : <Gone id={call_id} />}
              </li>
            ))}
          </ol>
        </Card>
      ) : null}
      {checks.length > 0 ? (
        <Card title="What caused it" description="The failed checks that took the lock from the one before.">
          <ol className="grid gap-2">
            {checks.map((check) => (
              <li key={check.at}>
                <Time at={check.at} look="absolute" /> {check.message}{' '}
                {check.rule ? <Code>{check.rule}</Code> : null}
              </li>
            ))}
          </ol>
        </Card>
      ) : null}
    </div>
  )
}

function Cause({ call }: { call: ProviderCall }) {
  return (
    <>
      <p>
        <Link href={`/admin/providers/calls/${call.call_id}`} prefetch={false}>
          {providerName(call.provider)}
        </Link>{' '}
        <span className="text-ink-3">
          <Time at={call.at} look="absolute" /> · epoch {formatNumber(call.epoch)}
        </span>
      </p>
      <Failure call={call} />
    </>
  )
}

function Gone({ id }: { id: string }) {
  return (
    <p className="text-ink-2">
      The call <Code>{id}</Code> is not kept any more.
    </p>
  )
}

/** What the provider said, in its own words, and the rule by which we judged it. */
function Failure({ call }: { call: ProviderCall }) {
  const { call_id, failure, rule, message, raw } = call
  if (!failure) return null
  return (
    <div className="mt-3 grid gap-2">
      <p>
        <span className="font-medium">{failureWords(failure)}</span>
        {message ? `: ${message}` : ''}
        {rule ? (
          <>
            {' '}
            <span className="text-ink-3">matched</span> <Code>{rule}</Code>
          </>
        ) : null}
      </p>
      {raw ? <CodeBlock label={`What the provider said, call ${call_id}`}>{raw}</CodeBlock> : null}
    </div>
  )
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2">{children}</dl>
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-3 text-sm">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}

function tokens(count: number | null): string {
  return count === null ? NO_DATA : formatNumber(count)
}
