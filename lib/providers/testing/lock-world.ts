import fc from 'fast-check'
import { PROVIDERS, type ProviderName } from '../domain.ts'
import { FAIL_BACK_MODES, firstLock, type Lock, type LockEvent, STRIKES } from '../lock.ts'
import { transition } from '../transition.ts'

/** What can happen around the lock; `call` is the number of a caller, who keeps the lease they took until they end. */
export type Deed =
  | { do: 'take'; caller: number }
  | { do: 'end'; caller: number; how: 'quota' | 'auth' | 'well'; twice: boolean; resetsInMs: number | null }
  | { do: 'wait'; ms: number }
  | { do: 'tell'; event: LockEvent }

const MINUTE = 60_000
const provider = fc.constantFrom(...PROVIDERS)
const some = fc.subarray([...PROVIDERS])
const key = fc.constantFrom('a', 'b')
const tell = (event: fc.Arbitrary<LockEvent>) => event.map((told): Deed => ({ do: 'tell', event: told }))

export const deedArbitrary: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('take' as const), caller: fc.nat(7) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      caller: fc.nat(7),
      how: fc.constantFrom('quota' as const, 'quota' as const, 'auth' as const, 'well' as const),
      twice: fc.boolean(),
      resetsInMs: fc.option(fc.integer({ min: -MINUTE, max: 600 * MINUTE })),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.integer({ min: -MINUTE, max: 90 * MINUTE }),
    }),
  },
  {
    weight: 2,
    arbitrary: tell(
      fc.record({
        type: fc.constant('configured' as const),
        providers: some,
        keys: fc.dictionary(provider, key) as fc.Arbitrary<Partial<Record<ProviderName, string>>>,
      }),
    ),
  },
  {
    weight: 5,
    arbitrary: tell(
      fc.oneof(
        fc.record({ type: fc.constant('unavailable' as const), provider, checks: fc.constant(3) }),
        fc.record({
          type: fc.constant('recovered' as const),
          provider,
          proof: fc.constantFrom('canary' as const, 'quota-reset' as const),
        }),
        fc.record({ type: fc.constant('clean' as const), provider, checks: fc.nat(5) }),
        fc.record({ type: fc.constant('released' as const), reason: fc.constant('a reason') }),
        fc.record({ type: fc.constant('switched' as const), to: provider, reason: fc.constant('a reason') }),
        fc.record({
          type: fc.constant('prioritised' as const),
          order: fc.shuffledSubarray([...PROVIDERS], { minLength: 4, maxLength: 5 }),
        }),
        fc.record({ type: fc.constant('fail-back-set' as const), mode: fc.constantFrom(...FAIL_BACK_MODES) }),
        fc.record({ type: fc.constant('failures-reset' as const), reason: fc.constant('a reason') }),
      ),
    ),
  },
)

type Lease = { holder: Lock['holder']; epoch: number; seq: number; callId: string }

/**
 * Plays deeds on a lock and throws at the first promise that is broken. Answers how many states were looked at.
 *
 * The world knows by itself, from what the callers saw, how many calls of an epoch failed, so that the lock's own
 * count is not what it is measured by.
 */
export function play(deeds: readonly Deed[]): number {
  let now = 1_800_000_000_000
  let lock = firstLock(now)
  let calls = 0
  let states = 0
  const leases = new Map<number, Lease>()
  const struck = new Map<number, Set<string>>()
  const holders = new Map<number, Lock['holder']>([[lock.epoch, lock.holder]])
  const trail: { event: LockEvent; at: number }[] = []

  const apply = (event: LockEvent): void => {
    states++
    const before = lock
    const step = transition(lock, event, now)
    if (!step) return
    trail.push({ event, at: now })
    lock = step.lock
    expectPromises(before, lock, event)
    must(step.audit.seq === lock.seq && step.audit.epoch === lock.epoch, 'the audit tells another state')
    must(step.audit.from === before.holder && step.audit.to === lock.holder, 'the audit tells other holders')
    must(
      step.effects.some((effect) => effect.do === 'abort') === (lock.epoch !== before.epoch),
      'calls in flight are given up exactly when the epoch ends',
    )
    holders.set(lock.epoch, holders.get(lock.epoch) ?? lock.holder)
    must(holders.get(lock.epoch) === lock.holder, 'an epoch had two holders')
  }

  for (const deed of deeds) {
    if (deed.do === 'wait') now += deed.ms
    else if (deed.do === 'tell') apply(deed.event)
    else if (deed.do === 'take') {
      const { holder, epoch, seq } = lock
      leases.set(deed.caller, { holder, epoch, seq, callId: `call-${++calls}` })
    } else {
      const lease = leases.get(deed.caller)
      if (!lease || lease.holder === 'builtin') continue
      leases.delete(deed.caller)
      const { holder: name, epoch, callId } = lease
      const event: LockEvent =
        deed.how === 'well'
          ? { type: 'succeeded', provider: name, epoch, seq: lease.seq }
          : {
              type: 'failed',
              provider: name,
              epoch,
              callId,
              kind: deed.how,
              resetsAt: deed.resetsInMs === null ? null : now + deed.resetsInMs,
              rule: 'a rule',
            }
      const before = lock
      apply(event)
      if (deed.twice) apply(event)
      const changedHands = lock.epoch !== before.epoch
      must(!changedHands || epoch === before.epoch, 'a failure of an epoch that was over took the lock away')
      if (deed.how === 'quota' && epoch === before.epoch) {
        const seen = struck.get(epoch) ?? new Set()
        struck.set(epoch, seen.add(callId))
        must(!changedHands || seen.size >= STRIKES, 'fewer than three calls took the lock away')
      }
      must(deed.how !== 'auth' || epoch !== before.epoch || changedHands, 'a refused key kept the lock')
      must(deed.how !== 'well' || !changedHands, 'a success took the lock away')
    }
  }
  let again = firstLock(1_800_000_000_000)
  for (const { event, at } of trail) again = transition(again, event, at)?.lock ?? again
  must(JSON.stringify(again) === JSON.stringify(lock), 'folding the trail leads to another lock')
  return states
}

function expectPromises(before: Lock, lock: Lock, event: LockEvent): void {
  must(lock.seq === before.seq + 1, 'the sequence has a gap')
  const changedHands = lock.holder !== before.holder
  must(lock.epoch === before.epoch + Number(changedHands), 'the epoch counts the changes of holder')
  const { holder } = lock
  if (holder === 'builtin') {
    const ready = lock.configured.filter((name) => !lock.resting[name])
    must(ready.length === 0, `nobody holds the lock although ${ready.join()} could`)
    must(lock.exhausted === lock.configured.length > 0, 'exhausted is what it says')
  } else {
    must(lock.configured.includes(holder), 'a provider without a key holds the lock')
    must(!lock.resting[holder], 'a provider that rests holds the lock')
    must(!lock.exhausted, 'an exhausted lock has a holder')
  }
  must(lock.strikes.length < STRIKES, 'three strikes and it still holds')
  must(new Set(lock.strikes).size === lock.strikes.length, 'a call struck twice')
  must(!changedHands || lock.strikes.length === 0, 'a new holder begins with a clean record')
  must(lock.acquiredAt >= before.acquiredAt, 'time went backwards')
  must(lock.proposal === null || lock.proposal !== holder, 'the holder is proposed to itself')
  must(
    [...lock.priority].sort().join() === [...PROVIDERS].sort().join(),
    'the order names each provider once',
  )
  const isOfStaff = event.type === 'switched' || event.type === 'released'
  const may = ['configured', 'failed', 'unavailable', 'recovered', 'clean'].includes(event.type) || isOfStaff
  must(!changedHands || may, `${event.type} may not change the holder`)
  if (event.type === 'clean' && changedHands)
    must(before.failBack === 'automatic' && before.how !== 'chosen', 'given back against the rule')
}

function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}
