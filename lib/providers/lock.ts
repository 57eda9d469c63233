import { type Holder, PROVIDERS, type ProviderName } from './domain.ts'

/** Whether the lock goes back to a better provider by itself, after staff agreed, or never. */
export const FAIL_BACK_MODES = ['off', 'automatic', 'ask'] as const
export type FailBack = (typeof FAIL_BACK_MODES)[number]

/** Why a provider is passed over. */
export type RestCause = 'quota' | 'auth' | 'unavailable' | 'released'

export type Rest = {
  readonly cause: RestCause
  /** Unix ms. */
  readonly since: number
  /** Unix ms before which it is not asked, not even to prove that it is well again. */
  readonly until: number
  /** The quota said itself when it renews: the time alone proves recovery. */
  readonly isOwnTime: boolean
}

/** How often a provider failed soon after it had been given the lock back; each time it is trusted later. */
export type Flaps = { readonly count: number; readonly at: number }

/**
 * The one lock of the system as it is stored. Whoever calls a provider takes `holder` and `epoch` with them: what
 * they report and what they store counts only while the epoch still holds.
 */
export type Lock = {
  readonly holder: Holder
  /** Goes up whenever the holder changes; never comes back. */
  readonly epoch: number
  /** Goes up with every transition: the number of its audit entry. */
  readonly seq: number
  /** Calls of this epoch that failed for want of quota since it last proved itself well. */
  readonly strikes: readonly string[]
  readonly totalFailures: number
  /** Every configured provider rests: the built-in engines answer until one is well again. */
  readonly exhausted: boolean
  readonly reason: string
  /** Unix ms of the last change of holder. */
  readonly acquiredAt: number
  /** How the holder came to it. One that staff chose stays until it fails. */
  readonly how: 'first' | 'failover' | 'return' | 'chosen'
  readonly priority: readonly ProviderName[]
  readonly configured: readonly ProviderName[]
  /** Fingerprints of the keys: another key is another chance. */
  readonly keys: Readonly<Partial<Record<ProviderName, string>>>
  readonly resting: Readonly<Partial<Record<ProviderName, Rest>>>
  readonly flaps: Readonly<Partial<Record<ProviderName, Flaps>>>
  /** Unix ms of the end of each provider's last rest: checks before it say nothing of how it is now. */
  readonly recovered: Readonly<Partial<Record<ProviderName, number>>>
  readonly failBack: FailBack
  /** A better provider than the holder that is well again and waits for the word of staff. */
  readonly proposal: ProviderName | null
}

export type LockEvent =
  /** What the environment has keys for; at each start of a process. */
  | {
      readonly type: 'configured'
      readonly providers: readonly ProviderName[]
      readonly keys: Readonly<Partial<Record<ProviderName, string>>>
    }
  /** A call under a lease failed in a way that counts. */
  | {
      readonly type: 'failed'
      readonly provider: ProviderName
      readonly epoch: number
      readonly callId: string
      readonly kind: 'quota' | 'auth'
      /** Unix ms when the quota renews, if the provider said so. */
      readonly resetsAt: number | null
      /** The matched rule of the error table. */
      readonly rule: string
    }
  /** A call that began after the last transition was answered: the provider works. */
  | {
      readonly type: 'succeeded'
      readonly provider: ProviderName
      readonly epoch: number
      readonly seq: number
    }
  /** An answer that came when its epoch was over, and was dropped. */
  | {
      readonly type: 'late'
      readonly provider: ProviderName
      readonly epoch: number
      readonly callId: string
    }
  /** The health monitor's checks failed in a row. */
  | { readonly type: 'unavailable'; readonly provider: ProviderName; readonly checks: number }
  /** A resting provider answered a small real question, or its quota's own time has come. */
  | {
      readonly type: 'recovered'
      readonly provider: ProviderName
      readonly proof: 'canary' | 'quota-reset'
    }
  /** The monitor's checks of a provider that is not the holder were clean, so many in a row. */
  | { readonly type: 'clean'; readonly provider: ProviderName; readonly checks: number }
  | { readonly type: 'released'; readonly reason: string }
  | { readonly type: 'switched'; readonly to: ProviderName; readonly reason: string }
  | { readonly type: 'prioritised'; readonly order: readonly ProviderName[] }
  | { readonly type: 'fail-back-set'; readonly mode: FailBack }
  | { readonly type: 'failures-reset'; readonly reason: string }

/** What transitions are called in the trail and as events. */
export const TRANSITIONS = [
  'lock.acquired',
  'lock.failover',
  'lock.released',
  'lock.re-armed',
  'lock.failed-back',
  'lock.switched',
  'lock.strike',
  'answer.late',
  'failures.reset',
  'fail-back.set',
  'fail-back.proposed',
  'providers.configured',
  'provider.rests',
  'provider.recovered',
  'priority.changed',
] as const
export type TransitionName = (typeof TRANSITIONS)[number]

/** Transitions that staff are told of wherever they are. */
export const STAFF_NEWS: readonly TransitionName[] = ['lock.failover', 'lock.re-armed', 'fail-back.proposed']

/** What is written about a transition. `change` entries are kept for ever, `note` entries for the last thousand. */
export type AuditDraft = {
  readonly kind: 'change' | 'note'
  readonly seq: number
  readonly event: TransitionName
  readonly from: Holder
  readonly to: Holder
  readonly epoch: number
  readonly reason: string
}

/** What has to be done once a transition is committed. */
export type Effect =
  /** Calls under older epochs are given up. */
  { readonly do: 'abort'; readonly before: number } | { readonly do: 'tell-staff' }

export type Step = { readonly lock: Lock; readonly audit: AuditDraft; readonly effects: readonly Effect[] }

/** Quota failures of different calls, within one epoch, that take the lock away. */
export const STRIKES = 3
export const CLEAN_CHECKS_TO_FAIL_BACK = 3
/** So long a holder keeps the lock before it is given back to a better one; doubled with each flap. */
export const DWELL_MS = 30 * 60_000
/** A provider that fails within this time of being given the lock back has flapped. */
export const FLAP_MS = 60 * 60_000
/** Flaps are forgotten after a calm day. */
export const FLAPS_FORGOTTEN_MS = 24 * 3_600_000
export const MOST_FLAPS = 6

const REST_MS: Record<RestCause, number> = {
  quota: 60 * 60_000,
  auth: 60 * 60_000,
  unavailable: 5 * 60_000,
  released: 60 * 60_000,
}
/** A quota that says that it renews later than this is asked for proof before. */
const LONGEST_REST_MS = 7 * 24 * 3_600_000

export const firstLock = (now: number): Lock => ({
  holder: 'builtin',
  epoch: 1,
  seq: 0,
  strikes: [],
  totalFailures: 0,
  exhausted: false,
  reason: 'first start',
  acquiredAt: now,
  how: 'first',
  priority: PROVIDERS,
  configured: [],
  keys: {},
  resting: {},
  flaps: {},
  recovered: {},
  failBack: 'ask',
  proposal: null,
})

/** The provider that would come next: the first configured one after the holder that does not rest, in a circle. */
export function nextProvider(lock: Lock): ProviderName | null {
  const { holder, priority } = lock
  const start = holder === 'builtin' ? -1 : priority.indexOf(holder)
  for (let step = 1; step <= priority.length; step++) {
    const candidate = priority[(start + step) % priority.length]
    if (candidate && candidate !== holder && isReady(lock, candidate)) return candidate
  }
  return null
}

export function isReady(lock: Lock, name: ProviderName): boolean {
  return lock.configured.includes(name) && lock.resting[name] === undefined
}

/** How long a holder is left in peace before the lock goes back to `name`, in ms. */
export function dwellMs(lock: Lock, name: ProviderName, now: number): number {
  return DWELL_MS * 2 ** flapsOf(lock, name, now)
}

export function flapsOf(lock: Lock, name: ProviderName, now: number): number {
  const flaps = lock.flaps[name]
  return flaps && now - flaps.at < FLAPS_FORGOTTEN_MS ? flaps.count : 0
}

/** The rest of a provider that failed now. */
export function restOf(cause: RestCause, now: number, flaps: number, resetsAt: number | null = null): Rest {
  const isOwnTime = cause === 'quota' && resetsAt !== null && resetsAt > now
  const until = isOwnTime
    ? Math.min(resetsAt, now + LONGEST_REST_MS)
    : now + Math.min(REST_MS[cause] * 2 ** flaps, LONGEST_REST_MS)
  return { cause, since: now, until, isOwnTime: isOwnTime && until === resetsAt }
}
