import type { Holder, ProviderName } from './domain.ts'
import {
  type AuditDraft,
  CLEAN_CHECKS_TO_FAIL_BACK,
  dwellMs,
  type Effect,
  FLAP_MS,
  flapsOf,
  isReady,
  type Lock,
  type LockEvent,
  MOST_FLAPS,
  nextProvider,
  type RestCause,
  restOf,
  STAFF_NEWS,
  STRIKES,
  type Step,
  type TransitionName,
} from './lock.ts'

/**
 * What an event does to the lock at the time `now` (unix ms); null when it does nothing. Total and pure: the same
 * events at the same times always lead to the same lock, which is how the audit trail is verified.
 */
export function transition(lock: Lock, event: LockEvent, now: number): Step | null {
  // Another machine's clock may be behind ours; time that went backwards would undo rests.
  const at = Math.max(now, lock.acquiredAt)
  switch (event.type) {
    case 'configured':
      return configured(lock, event, at)
    case 'failed':
      return failed(lock, event, at)
    case 'succeeded':
      return succeeded(lock, event)
    case 'late':
      if (event.epoch >= lock.epoch) return null
      return note(
        lock,
        'answer.late',
        `an answer of ${event.provider} under epoch ${event.epoch} was dropped`,
      )
    case 'unavailable':
      return unavailable(lock, event, at)
    case 'recovered':
      return recovered(lock, event, at)
    case 'clean':
      return clean(lock, event, at)
    case 'released':
      if (lock.holder === 'builtin') return null
      return fail(lock, lock.holder, 'released', at, {
        event: 'lock.released',
        why: `released by staff: ${event.reason}`,
      })
    case 'switched':
      return switched(lock, event, at)
    case 'prioritised':
      return prioritised(lock, event)
    case 'fail-back-set':
      if (event.mode === lock.failBack) return null
      return change(
        { ...lock, failBack: event.mode, proposal: event.mode === 'off' ? null : lock.proposal },
        lock,
        'fail-back.set',
        `giving the lock back to a better provider is now: ${event.mode}`,
      )
    case 'failures-reset':
      if (lock.strikes.length === 0) return null
      return note({ ...lock, strikes: [] }, 'failures.reset', `reset by staff: ${event.reason}`)
  }
}

type Of<T extends LockEvent['type']> = Extract<LockEvent, { type: T }>

function configured(lock: Lock, event: Of<'configured'>, at: number): Step | null {
  const providers = lock.priority.filter((name) => event.providers.includes(name))
  const hasNewKey = (name: ProviderName) => (lock.keys[name] ?? '') !== (event.keys[name] ?? '')
  const isSame =
    providers.join() === lock.priority.filter((name) => lock.configured.includes(name)).join() &&
    !lock.priority.some(hasNewKey)
  if (isSame) return null
  // Another key may belong to another account: what the old one used up says nothing of it.
  const resting = { ...lock.resting }
  for (const name of providers) {
    const cause = resting[name]?.cause
    if (hasNewKey(name) && cause && cause !== 'released') delete resting[name]
  }
  const isNewHolder = lock.holder !== 'builtin' && hasNewKey(lock.holder)
  const next: Lock = {
    ...lock,
    configured: providers,
    keys: event.keys,
    resting,
    strikes: isNewHolder ? [] : lock.strikes,
    proposal: lock.proposal && providers.includes(lock.proposal) ? lock.proposal : null,
  }
  const { holder } = lock
  if (holder === 'builtin') {
    const first = nextProvider(next)
    if (first) return handOver(next, lock, first, at, 'first', 'lock.acquired', `${first} is configured`)
  } else if (!providers.includes(holder)) {
    const heir = nextProvider(next)
    const why = `${holder} is not configured any more`
    return handOver(next, lock, heir ?? 'builtin', at, 'failover', 'lock.acquired', why)
  }
  const names = providers.length > 0 ? providers.join(', ') : 'none'
  return change(settled(next), lock, 'providers.configured', `configured providers: ${names}`)
}

function failed(lock: Lock, event: Of<'failed'>, at: number): Step | null {
  // The fence: a failure under an epoch that is over is no news. And each call strikes once.
  if (event.epoch !== lock.epoch || event.provider !== lock.holder) return null
  if (lock.strikes.includes(event.callId)) return null
  const counted: Lock = { ...lock, totalFailures: lock.totalFailures + 1 }
  if (event.kind === 'auth') {
    const why = `${event.provider} refused our key (${event.rule})`
    return fail(counted, event.provider, 'auth', at, { event: 'lock.failover', why, before: lock })
  }
  const strikes = [...lock.strikes, event.callId]
  if (strikes.length < STRIKES) {
    const why = `strike ${strikes.length} of ${STRIKES}: ${event.provider} has no quota left (${event.rule})`
    return note({ ...counted, strikes }, 'lock.strike', why)
  }
  const why = `${event.provider} has no quota left: ${STRIKES} calls failed (${event.rule})`
  return fail(counted, event.provider, 'quota', at, {
    event: 'lock.failover',
    why,
    before: lock,
    resetsAt: event.resetsAt,
  })
}

function succeeded(lock: Lock, event: Of<'succeeded'>): Step | null {
  // A call that was under way when another one struck proves nothing about the time after that strike.
  if (event.epoch !== lock.epoch || event.provider !== lock.holder || event.seq !== lock.seq) return null
  if (lock.strikes.length === 0) return null
  return note({ ...lock, strikes: [] }, 'failures.reset', `${event.provider} answered again`)
}

function unavailable(lock: Lock, event: Of<'unavailable'>, at: number): Step | null {
  const { provider, checks } = event
  if (!lock.configured.includes(provider) || lock.resting[provider]) return null
  const why = `${provider} is unavailable: ${checks} checks in a row failed`
  return fail(lock, provider, 'unavailable', at, { event: 'lock.failover', why })
}

function recovered(lock: Lock, { provider, proof }: Of<'recovered'>, at: number): Step | null {
  const rest = lock.resting[provider]
  if (!rest || !lock.configured.includes(provider)) return null
  if (proof === 'quota-reset' && !(rest.isOwnTime && at >= rest.until)) return null
  const { [provider]: _, ...resting } = lock.resting
  const next: Lock = { ...lock, resting, recovered: { ...lock.recovered, [provider]: at } }
  const why =
    proof === 'canary'
      ? `${provider} answered a test question`
      : `the quota of ${provider} has been renewed, by its own word`
  if (lock.holder !== 'builtin') return change(next, lock, 'provider.recovered', why)
  return handOver(next, lock, provider, at, 'return', 'lock.re-armed', why)
}

function clean(lock: Lock, { provider, checks }: Of<'clean'>, at: number): Step | null {
  const { holder, priority, failBack } = lock
  if (failBack === 'off' || lock.how === 'chosen' || holder === 'builtin') return null
  if (!isReady(lock, provider) || priority.indexOf(provider) >= priority.indexOf(holder)) return null
  if (checks < CLEAN_CHECKS_TO_FAIL_BACK || at - lock.acquiredAt < dwellMs(lock, provider, at)) return null
  const why = `${provider} comes before ${holder} and has been well for ${checks} checks`
  if (failBack === 'automatic') return handOver(lock, lock, provider, at, 'return', 'lock.failed-back', why)
  const best = lock.proposal
  if (best && priority.indexOf(best) <= priority.indexOf(provider)) return null
  return change({ ...lock, proposal: provider }, lock, 'fail-back.proposed', why)
}

function switched(lock: Lock, { to, reason }: Of<'switched'>, at: number): Step | null {
  if (to === lock.holder || !lock.configured.includes(to)) return null
  const { [to]: _, ...resting } = lock.resting
  const how = to === lock.proposal ? 'return' : 'chosen'
  return handOver({ ...lock, resting }, lock, to, at, how, 'lock.switched', `switched by staff: ${reason}`)
}

function prioritised(lock: Lock, { order }: Of<'prioritised'>): Step | null {
  const isSameSet = [...order].sort().join() === [...lock.priority].sort().join()
  if (!isSameSet || order.join() === lock.priority.join()) return null
  const next: Lock = { ...lock, priority: [...order], proposal: null }
  return change(next, lock, 'priority.changed', `order of priority: ${order.join(', ')}`)
}

/** Puts a provider to rest; the lock goes on to the next one if it held it. */
function fail(
  lock: Lock,
  name: ProviderName,
  cause: RestCause,
  at: number,
  told: { event: TransitionName; why: string; before?: Lock; resetsAt?: number | null },
): Step {
  const { before = lock } = told
  const holds = lock.holder === name
  const hasFlapped = holds && lock.how === 'return' && at - lock.acquiredAt < FLAP_MS
  const count = Math.min(flapsOf(lock, name, at) + Number(hasFlapped), MOST_FLAPS)
  const next: Lock = {
    ...lock,
    flaps: hasFlapped ? { ...lock.flaps, [name]: { count, at } } : lock.flaps,
    resting: { ...lock.resting, [name]: restOf(cause, at, count, told.resetsAt ?? null) },
    proposal: lock.proposal === name ? null : lock.proposal,
  }
  if (!holds) return change(settled(next), before, 'provider.rests', told.why)
  return handOver(next, before, nextProvider(next) ?? 'builtin', at, 'failover', told.event, told.why)
}

/** Gives the lock to another holder: a new epoch, with a clean record. */
function handOver(
  lock: Lock,
  before: Lock,
  to: Holder,
  at: number,
  how: Lock['how'],
  event: TransitionName,
  reason: string,
): Step {
  const next = settled({
    ...lock,
    holder: to,
    epoch: before.epoch + 1,
    strikes: [],
    reason,
    acquiredAt: at,
    how,
    proposal: null,
  })
  return change(next, before, event, reason)
}

/** Nobody holds the lock although there are providers: they all rest. */
function settled(lock: Lock): Lock {
  return { ...lock, exhausted: lock.holder === 'builtin' && lock.configured.length > 0 }
}

function change(next: Lock, before: Lock, event: TransitionName, reason: string): Step {
  const lock: Lock = { ...next, seq: before.seq + 1 }
  const effects: Effect[] = []
  if (lock.epoch !== before.epoch) effects.push({ do: 'abort', before: lock.epoch })
  if (STAFF_NEWS.includes(event)) effects.push({ do: 'tell-staff' })
  return { lock, audit: auditOf('change', lock, before.holder, event, reason), effects }
}

/** An entry about what did not change who answers. */
function note(next: Lock, event: TransitionName, reason: string): Step {
  const lock: Lock = { ...next, seq: next.seq + 1 }
  return { lock, audit: auditOf('note', lock, lock.holder, event, reason), effects: [] }
}

function auditOf(
  kind: AuditDraft['kind'],
  lock: Lock,
  from: Holder,
  event: TransitionName,
  reason: string,
): AuditDraft {
  return { kind, seq: lock.seq, event, from, to: lock.holder, epoch: lock.epoch, reason }
}
