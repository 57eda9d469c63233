import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ProviderHistory } from '../schema.ts'
import { eventWords, providerName } from './provider-words.ts'

/** What happened to the lock, newest first; notes, which changed nothing about who answers, stand back. */
export function AuditTrail({ items }: { items: ProviderHistory['items'] }) {
  if (items.length === 0) {
    return (
      <EmptyState title="Nothing has happened to the lock" className="px-4 pb-6">
        The built-in engines have answered since the first start. The first change starts the trail.
      </EmptyState>
    )
  }
  return (
    <div className="scroll-x">
      <table className="w-full">
        <thead className="text-left text-ink-3 text-sm">
          <tr className="[&>th]:h-9 [&>th]:border-b [&>th]:px-3 [&>th]:font-medium [&>th]:first:pl-4">
            <th scope="col" className="text-right">
              No.
            </th>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" className="text-right">
              Epoch
            </th>
            <th scope="col">Why</th>
            <th scope="col">By</th>
            <th scope="col">Hash</th>
          </tr>
        </thead>
        <tbody>
          {items.map((entry) => (
            <tr
              key={entry.seq}
              data-kind={entry.kind}
              className="data-[kind=note]:text-ink-3 [&>td]:h-(--row) [&>td]:border-b [&>td]:px-3 [&>td]:first:pl-4 last:[&>td]:border-b-0"
            >
              <td className="text-right tabular-nums">{entry.seq}</td>
              <td>
                <Time at={entry.at} />
              </td>
              <td className={entry.kind === 'note' ? 'whitespace-nowrap' : 'whitespace-nowrap font-medium'}>
                {eventWords(entry.event)}
              </td>
              <td className="whitespace-nowrap">{providerName(entry.from)}</td>
              <td className={entry.from === entry.to ? 'whitespace-nowrap' : 'whitespace-nowrap font-medium'}>
                {entry.from === entry.to ? 'the same' : providerName(entry.to)}
              </td>
              <td className="text-right tabular-nums">{entry.epoch}</td>
              <td className={entry.kind === 'note' ? 'min-w-48' : 'min-w-48 text-ink-2'}>{entry.reason}</td>
              <td>{entry.actor}</td>
              <td className="font-mono text-ink-3 text-sm" title={entry.hash}>
                {entry.hash.slice(0, 10)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
