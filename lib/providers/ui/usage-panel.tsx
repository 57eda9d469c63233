import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Card } from '#components/ui/card.tsx'
import { formatNumber } from '#components/ui/format-number.ts'
import { Link } from '#components/ui/link.tsx'
import { Progress } from '#components/ui/progress.tsx'
import type { ProviderUsage } from '../usage-schema.ts'
import { SetPrice } from './price-form.tsx'
import { formatDollars, providerName } from './provider-words.ts'

/** What was asked today, of which model, and what it cost. */
export function UsagePanel({ usage }: { usage: ProviderUsage }) {
  const { budget, items, total } = usage
  return (
    <Card
      title="Cost and usage today"
      description="Since midnight, UTC. Cost follows from the prices set here and the tokens that providers report; calls that failed have none here, though a provider may charge for them."
      action={
        <Link href="/admin/providers/calls" className="text-sm">
          All calls
        </Link>
      }
      flush
    >
      <div className="grid gap-x-8 gap-y-4 px-4 pb-4 sm:grid-cols-2">
        <Budget label="Calls of today’s budget" {...budget.calls} />
        <Budget label="Tokens of today’s budget" {...budget.tokens} />
      </div>
      {items.length === 0 ? (
        <EmptyState title="No model has been asked today" className="px-4 pb-6">
          Models appear here, and can be given a price, once a provider has a key.
        </EmptyState>
      ) : (
        <div className="scroll-x">
          <table className="w-full">
            <thead className="text-left text-ink-3 text-sm">
              <tr className="[&>th]:h-9 [&>th]:whitespace-nowrap [&>th]:border-y [&>th]:px-3 [&>th]:font-medium [&>th]:first:pl-4">
                <th scope="col">Model</th>
                <Right>Calls</Right>
                <Right>Answered</Right>
                <Right>Failed</Right>
                <Right>Tokens in</Right>
                <Right>Tokens out</Right>
                <Right>Cost</Right>
                <th scope="col">Price, $ for a million tokens</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr
                  key={`${item.provider} ${item.model}`}
                  className="[&>td]:h-(--row) [&>td]:border-b [&>td]:px-3 [&>td]:first:pl-4"
                >
                  <td className="min-w-48">
                    {providerName(item.provider)}{' '}
                    <span className="text-ink-3 [overflow-wrap:anywhere]">{item.model}</span>
                    {item.uncounted > 0 ? (
                      <span className="block text-sm text-watch">
                        {formatNumber(item.uncounted)} answered without a count of tokens
                      </span>
                    ) : null}
                  </td>
                  <Figures of={item} without="no price set" />
                  <td>
                    <Price item={item} />
                  </td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr className="font-medium [&>td]:h-(--row) [&>td]:px-3 [&>th]:px-3 [&>th]:pl-4 [&>th]:text-left [&>th]:font-medium">
                <th scope="row">Together</th>
                <Figures of={total} without="a price is missing" />
                <td />
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </Card>
  )
}

function Right({ children }: { children: string }) {
  return (
    <th scope="col" className="text-right">
      {children}
    </th>
  )
}

/** `without` stands where the cost cannot be told. */
function Figures({ of, without }: { of: ProviderUsage['total']; without: string }) {
  return (
    <>
      {[of.calls, of.answered, of.failed, of.tokens_in, of.tokens_out].map((figure, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the figures of a row are always the same five
        <td key={at} className="text-right tabular-nums">
          {formatNumber(figure)}
        </td>
      ))}
      <td className="whitespace-nowrap text-right tabular-nums">
        {of.cost === null ? <span className="text-ink-3">{without}</span> : formatDollars(of.cost)}
      </td>
    </>
  )
}

function Price({ item }: { item: ProviderUsage['items'][number] }) {
  const { price, provider, model } = item
  return (
    <div className="flex items-center gap-3">
      {price ? (
        <span className="whitespace-nowrap tabular-nums" title={`Set by ${price.set_by}`}>
          in {formatNumber(price.dollars_in_per_million, 6)} · out{' '}
          {formatNumber(price.dollars_out_per_million, 6)}
        </span>
      ) : null}
      <SetPrice
        provider={provider}
        model={model}
        dollarsIn={price?.dollars_in_per_million ?? null}
        dollarsOut={price?.dollars_out_per_million ?? null}
      />
    </div>
  )
}

/** A limit of 0 lets nothing through, which a share cannot say. */
function Budget({ label, used, limit }: { label: string; used: number; limit: number }) {
  if (limit === 0)
    return (
      <p>
        <span className="font-medium">{label}</span>{' '}
        <span className="text-ink-3 text-sm">none: the limit in the settings is 0</span>
      </p>
    )
  return <Progress label={label} value={used} max={limit} tone={used < limit ? 'accent' : 'bad'} />
}
