import type { EventTrace } from './tracker.ts'
import type { Reach, TraceRecipient, TraceUpdate } from './wire.ts'

/** Recipients told of with each step of an event; whoever looks closer is told of all. */
const RECIPIENTS_TOLD = 20

/** What the debug page is told of a trace: its recipients here and at other processes, summed up and the furthest behind by name. */
export function summarize(
  trace: EventTrace,
  elsewhere: Iterable<TraceRecipient>,
  options: { pid: number; most?: number },
): TraceUpdate {
  const { cursor: _, recipients: here, ...rest } = trace
  const recipients: TraceRecipient[] = Array.from(here.values(), (one) => ({ ...one, pid: options.pid }))
  for (const one of elsewhere) recipients.push({ ...one })
  return {
    ...rest,
    reach: reachOf(recipients),
    progress: recipients.reduce((sum, one) => sum + stepsTaken(one), 1),
    recipients: recipients
      .sort((a, b) => remaining(b) - remaining(a) || a.sentAt - b.sentAt)
      .slice(0, options.most ?? RECIPIENTS_TOLD),
  }
}

/** Sums up how far an event is. A page that went away before it had the event does not hold it back. */
export function reachOf(recipients: readonly TraceRecipient[]): TraceUpdate['reach'] {
  const counted = recipients.filter(
    ({ goneAt, renderedAt }) => goneAt === undefined || renderedAt !== undefined,
  )
  const reach = (key: 'deliveredAt' | 'appliedAt' | 'renderedAt'): Reach => {
    let count = 0
    let lastAt: number | null = null
    for (const { [key]: at } of counted) {
      if (at === undefined) continue
      count++
      lastAt = Math.max(lastAt ?? at, at)
    }
    return { count, lastAt }
  }
  return {
    of: counted.length,
    delivered: reach('deliveredAt'),
    applied: reach('appliedAt'),
    rendered: reach('renderedAt'),
  }
}

/** Steps that a recipient still has before it; 0 for one that will take no more. */
function remaining({ goneAt, deliveredAt, appliedAt, renderedAt }: TraceRecipient): number {
  if (renderedAt !== undefined || goneAt !== undefined) return 0
  if (appliedAt !== undefined) return 1
  return deliveredAt === undefined ? 3 : 2
}

function stepsTaken({ deliveredAt, appliedAt, renderedAt, goneAt }: TraceRecipient): number {
  return 1 + [deliveredAt, appliedAt, renderedAt, goneAt].filter((at) => at !== undefined).length
}
