import 'server-only'
import { lockEntities, pokeRelay, writeSystemEntity } from '#lib/bridge/service.ts'
import { type Actor, SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { DomainException } from '#lib/core/errors.ts'
import { newId } from '#lib/core/ids.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { log } from '#lib/platform/telemetry/log.ts'
import type { JobContext, JobDefinition, JobProgress } from './definition.ts'
import * as repo from './repo.ts'

/** Progress reaches people at most this often; each step of it is an event. */
const PROGRESS_EVERY_MS = 250
const CANCEL_CHECK_MS = 1_000
/** More than the tries of a job that fails: these were cut off, and most likely by the job itself. */
const MOST_STARTS = 5

// biome-ignore lint/suspicious/noExplicitAny: a catalogue holds definitions of every payload
export type AnyJob = JobDefinition<any>

/**
 * Works on one job run. Failures that a person can act on, cancellation and success are final; anything else is
 * recorded and thrown, so that the queue tries again with backoff.
 */
export async function runJob(
  catalogue: ReadonlyMap<string, AnyJob>,
  runId: string,
  attempt: { isLast: boolean; stopping: AbortSignal },
): Promise<void> {
  const run = await repo.findRun(runId)
  if (!run || ['succeeded', 'failed', 'cancelled'].includes(run.status)) return
  if (run.cancelRequested) return finish(runId, { status: 'cancelled' })

  const definition = catalogue.get(run.kind)
  const payload = definition?.payload.safeParse(run.payload)
  if (!definition || !payload?.success) {
    return finish(runId, { status: 'failed', error: `This version cannot run a job of kind ${run.kind}.` })
  }

  if (run.attempts >= MOST_STARTS) {
    const error = `The server stopped ${run.attempts} times while it worked on this. It is not tried again.`
    return finish(runId, { status: 'failed', error })
  }
  if (!(await begin(runId))) return
  const cancel = new AbortController()
  const watch = setInterval(() => void watchCancel(runId, cancel), CANCEL_CHECK_MS)
  const reporter = new ProgressReporter(runId)
  const context: JobContext = {
    runId,
    signal: AbortSignal.any([cancel.signal, attempt.stopping]),
    progress: (progress) => reporter.report(progress),
    requestedBy: run.requestedBy as Actor,
  }
  try {
    const report = await definition.run(payload.data, context)
    await reporter.flush()
    await finish(runId, { status: 'succeeded', report })
  } catch (cause) {
    await reporter.flush()
    await settleFailure(runId, cause, { cancelled: cancel.signal.aborted, isLast: attempt.isLast })
  } finally {
    clearInterval(watch)
  }
}

/** False when the run has ended since it was looked at: somebody cancelled it while it waited. */
async function begin(runId: string): Promise<boolean> {
  const begun = await inTransaction(async (tx) => {
    await lockEntities(tx, [`job:${runId}`])
    if (!(await repo.markStarted(tx, runId))) return false
    await writeSystemEntity(tx, 'job', runId, 'job.updated', { status: 'running', error: null }, SYSTEM_ACTOR)
    return true
  })
  if (begun) pokeRelay()
  return begun
}

async function settleFailure(
  runId: string,
  cause: unknown,
  state: { cancelled: boolean; isLast: boolean },
): Promise<void> {
  if (state.cancelled) return finish(runId, { status: 'cancelled' })
  if (cause instanceof DomainException) {
    const { message, fields, details } = cause.error
    return finish(runId, { status: 'failed', error: message, report: { fields: fields ?? [], ...details } })
  }
  const errorId = newId()
  log.error({ err: cause, errorId, runId }, 'a job failed')
  const error = `Something went wrong on our side (reference ${errorId}).`
  if (state.isLast) await finish(runId, { status: 'failed', error })
  else await change(runId, { status: 'queued', error: `${error} It will be tried again.` })
  throw cause
}

async function watchCancel(runId: string, cancel: AbortController): Promise<void> {
  try {
    if (await repo.isCancelRequested(runId)) cancel.abort()
  } catch (cause) {
    log.warn({ err: cause, runId }, 'could not look whether a job was cancelled')
  }
}

function finish(runId: string, changed: Record<string, unknown>): Promise<void> {
  return change(runId, changed, repo.markFinished)
}

async function change(
  runId: string,
  changed: Readonly<Record<string, unknown>>,
  also?: (tx: Parameters<typeof repo.markFinished>[0], id: string) => Promise<void>,
): Promise<void> {
  await inTransaction(async (tx) => {
    await writeSystemEntity(tx, 'job', runId, 'job.updated', changed, SYSTEM_ACTOR)
    await also?.(tx, runId)
  })
  pokeRelay()
}

/** Writes the newest progress at a bounded rate, one write at a time. */
class ProgressReporter {
  readonly #runId: string
  #latest: JobProgress | undefined
  #writing: Promise<void> | undefined
  #lastAt = 0

  constructor(runId: string) {
    this.#runId = runId
  }

  report(progress: JobProgress): void {
    this.#latest = progress
    if (this.#writing || Date.now() - this.#lastAt < PROGRESS_EVERY_MS) return
    this.#write()
  }

  async flush(): Promise<void> {
    await this.#writing
    if (this.#latest) {
      this.#write()
      await this.#writing
    }
  }

  #write(): void {
    const progress = this.#latest
    this.#latest = undefined
    this.#lastAt = Date.now()
    this.#writing = change(this.#runId, { progress })
      .catch((cause) => log.warn({ err: cause, runId: this.#runId }, 'could not report progress'))
      .finally(() => {
        this.#writing = undefined
      })
  }
}
