import type { z } from 'zod'
import type { Actor } from '#lib/core/actor.ts'

export type JobProgress = {
  readonly done: number
  readonly total: number | null
  readonly unit: string
  readonly note?: string
}

/** What a finished job tells: plain JSON, shown to people. */
export type JobReport = Readonly<Record<string, unknown>>

export type JobContext = {
  readonly runId: string
  /** Aborted when somebody cancels the job or the process stops. */
  readonly signal: AbortSignal
  /** Tells both portals how far it is. Call it as often as you like: it is thinned out. */
  progress(progress: JobProgress): void
  readonly requestedBy: Actor
}

export type JobDefinition<Payload = never> = {
  readonly kind: string
  readonly payload: z.ZodType<Payload>
  run(payload: Payload, context: JobContext): Promise<JobReport>
}

/**
 * A kind of background work. `run` throws a DomainException for failures that a person can act on (they are final),
 * anything else is tried again by the queue.
 */
export function defineJob<Payload>(definition: JobDefinition<Payload>): JobDefinition<Payload> {
  return definition
}
