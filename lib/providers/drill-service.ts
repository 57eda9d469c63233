import 'server-only'
import { z } from 'zod'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { newId } from '#lib/core/ids.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { env } from '#lib/platform/config/env.ts'
import { askProvider, type Ring } from './ask-service.ts'
import { CHAOS_ENV, Chaos, type Play } from './chaos.ts'
import type { ProviderName } from './domain.ts'
import { PROVIDERS } from './domain.ts'
import type { FailureKind } from './failure.ts'
import { FIXTURES } from './fixtures.ts'
import { leases } from './lease.ts'
import type { Lock } from './lock.ts'
import { makeShadow, readLock, removeShadow } from './lock-repo.ts'
import { applyEvent } from './lock-service.ts'
import type { DrillReport } from './schema.ts'
import { verifyLock } from './trail-service.ts'

type Outcome = DrillReport['steps'][number]

const answerSchema = z.strictObject({ ok: z.boolean() })
/** A provider that hangs is waited for so long; the others get the time that a busy machine needs. */
const PATIENCE_MS = 500
const TIME_ENOUGH_MS = 30_000

/**
 * Plays each kind of fault on a shadow of the lock, with providers that speak the real wire formats without a
 * network: the same code that asks, classifies, strikes and fails over. Nothing of it touches the lock of the product.
 */
export async function runDrill(actor: Actor): Promise<Result<DrillReport, DomainError>> {
  if (actor.role !== 'admin') return err(domainError('forbidden', 'Only admins run a drill.'))
  const lockId = `drill:${newId()}`
  const begunAt = performance.now()
  await makeShadow(lockId)
  try {
    const drill = new Drill(lockId)
    await drill.begin()
    await drill.play()
    return ok({
      steps: drill.steps,
      passed: drill.steps.filter((step) => step.passed).length,
      calls: drill.calls,
      took_ms: Math.round(performance.now() - begunAt),
    })
  } finally {
    await removeShadow(lockId)
    leases().forget(lockId)
  }
}

class Drill {
  readonly steps: Outcome[] = []
  readonly #chaos = new Chaos()
  readonly #ring: Ring
  readonly #lockId: string
  #asked = 0

  constructor(lockId: string) {
    this.#lockId = lockId
    this.#ring = { lockId, fetch: this.#chaos.fetch, env: { ...env(), ...CHAOS_ENV } }
  }

  get calls(): number {
    return this.#chaos.calls
  }

  async begin(): Promise<void> {
    await applyEvent({ type: 'configured', providers: PROVIDERS, keys: {} }, SYSTEM_ACTOR, this.#lockId)
  }

  async play(): Promise<void> {
    await this.#kindsThatAreNoStrike()
    await this.#strikesThatAreTakenBack()
    await this.#burst()
    await this.#lateNews()
    await this.#refusedKeyOfEach()
    await this.#recovery()
    const verdict = await verifyLock(this.#lockId)
    this.#tell('The trail of this drill is verified', 'intact', verdict.intact ? 'intact' : `${verdict.why}`)
  }

  async #kindsThatAreNoStrike(): Promise<void> {
    const plays: [string, Play, string][] = [
      ['A good answer', { answer: { ok: true } }, 'answered'],
      ['An answer in another form', { answer: { ok: 'perhaps', more: 1 } }, 'malformed'],
      ['An answer that is no JSON', { raw: '<html>not now</html>' }, 'malformed'],
      ['A provider that hangs', 'hangs', 'timeout'],
      ...(['rate', 'unavailable', 'bad-request', 'refused', 'unknown'] as const).flatMap(
        (kind): [string, Play, string][] => {
          const fixture = fixtureOf('openai', kind)
          return fixture ? [[`OpenAI: ${fixture.name}`, fixture, kind]] : []
        },
      ),
    ]
    for (const [name, play, expected] of plays) {
      const { holder } = await this.#lock()
      if (holder === 'builtin') return
      this.#chaos.plays(holder, play)
      const saw = await this.#ask(play === 'hangs' ? PATIENCE_MS : TIME_ENOUGH_MS)
      const lock = await this.#lock()
      const kept = lock.holder === holder && lock.strikes.length === 0
      this.#tell(name, `${expected}, no strike`, `${saw}, ${kept ? 'no strike' : 'a strike or a failover'}`)
    }
  }

  async #strikesThatAreTakenBack(): Promise<void> {
    const { holder } = await this.#lock()
    if (holder === 'builtin') return
    this.#chaos.plays(holder, quotaOf(holder))
    await this.#ask()
    await this.#ask()
    const struck = (await this.#lock()).strikes.length
    this.#chaos.plays(holder, { answer: { ok: true } })
    await this.#ask()
    const left = (await this.#lock()).strikes.length
    this.#tell('Two quota failures, then an answer', '2 strikes, then 0', `${struck} strikes, then ${left}`)
  }

  async #burst(): Promise<void> {
    const before = await this.#lock()
    if (before.holder === 'builtin') return
    this.#chaos.plays(before.holder, quotaOf(before.holder))
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => this.#ask()))
    const lock = await this.#lock()
    this.#tell(
      'Twenty questions at once while the quota is used up',
      'one failover, none answered by the old holder',
      `${failovers(lock.epoch - before.epoch)}, ${outcomes.includes(`answered by ${before.holder}`) ? 'some' : 'none'} answered by the old holder`,
    )
  }

  async #lateNews(): Promise<void> {
    const before = await this.#lock()
    const { holder, epoch } = before
    if (holder === 'builtin') return
    this.#chaos.plays(holder, 'hangs')
    const asked = this.#ask()
    await this.#chaos.nextCall()
    await applyEvent({ type: 'released', reason: 'drill' }, SYSTEM_ACTOR, this.#lockId)
    const saw = await asked
    this.#tell(
      'The lock moves while a question is under way',
      'given up and asked of the next holder',
      saw.startsWith('answered by') && saw !== `answered by ${holder}`
        ? 'given up and asked of the next holder'
        : saw,
    )
    const { step } = await applyEvent(
      {
        type: 'failed',
        provider: holder,
        epoch,
        callId: newId(),
        kind: 'auth',
        resetsAt: null,
        rule: 'drill.late',
      },
      SYSTEM_ACTOR,
      this.#lockId,
    )
    this.#tell(
      'A failure of an epoch that is over',
      'changes nothing',
      step ? step.audit.reason : 'changes nothing',
    )
  }

  async #refusedKeyOfEach(): Promise<void> {
    for (const _ of PROVIDERS) {
      const before = await this.#lock()
      if (before.holder === 'builtin') break
      const fixture = fixtureOf(before.holder, 'auth')
      if (!fixture) continue
      this.#chaos.plays(before.holder, fixture)
      await this.#ask()
      const lock = await this.#lock()
      this.#tell(
        `${before.holder}: ${fixture.name}`,
        'moves on at once',
        lock.epoch > before.epoch ? 'moves on at once' : 'kept the lock',
      )
    }
    const lock = await this.#lock()
    this.#tell('Every provider rests', 'exhausted', lock.exhausted ? 'exhausted' : `held by ${lock.holder}`)
    this.#tell('A question meanwhile', 'exhausted', await this.#ask())
  }

  async #recovery(): Promise<void> {
    const [first] = (await this.#lock()).priority
    if (!first) return
    this.#chaos.plays(first, { answer: { ok: true } })
    await applyEvent({ type: 'recovered', provider: first, proof: 'canary' }, SYSTEM_ACTOR, this.#lockId)
    const lock = await this.#lock()
    this.#tell(`${first} proves that it is well`, `held by ${first}`, `held by ${lock.holder}`)
    this.#tell('A question after it', `answered by ${first}`, await this.#ask())
  }

  async #ask(totalMs = TIME_ENOUGH_MS): Promise<string> {
    const answer = await askProvider(
      {
        purpose: 'drill',
        prompt: { version: 1, instructions: 'This is a drill.', data: { n: ++this.#asked } },
        schema: answerSchema,
        budget: { totalMs },
        cacheHours: 0,
      },
      this.#ring,
    )
    if (!answer.ok) return answer.error.reason
    return this.#asked === 1 ? 'answered' : `answered by ${answer.value.provider}`
  }

  async #lock(): Promise<Lock> {
    return (await readLock(this.#lockId)).lock
  }

  #tell(name: string, expected: string, saw: string): void {
    this.steps.push({ name, expected, saw, passed: expected === saw })
  }
}

function failovers(count: number): string {
  return count === 1 ? 'one failover' : `${count} failovers`
}

function quotaOf(provider: ProviderName): Play {
  const fixture = fixtureOf(provider, 'quota')
  if (!fixture) throw new Error(`There is no known quota failure of ${provider}`)
  return fixture
}

function fixtureOf(provider: ProviderName, kind: FailureKind) {
  return FIXTURES.find((known) => known.provider === provider && known.expected.kind === kind)
}
