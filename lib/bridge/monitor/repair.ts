import 'server-only'
import { z } from 'zod'
import { runningLockstep } from '../lockstep.ts'
import { snapshots } from '../snapshot-cache.ts'

/** The channel of Postgres notifications on which processes are told to mend what they hold. */
export const REPAIR_CHANNEL = 'lockstep_repair'

const repairSchema = z.strictObject({
  entity: z.string(),
  entityId: z.string(),
  /** The page that shows it wrongly; null where memory does. */
  clientId: z.string().nullable(),
})
type Repair = z.infer<typeof repairSchema>

/** Has whichever process holds it let go of an entity in memory, or a page read everything anew. */
export function repairEverywhere(repair: Repair): void {
  repairHere(JSON.stringify(repair))
  runningLockstep()?.tellProcesses(REPAIR_CHANNEL, JSON.stringify(repair))
}

/** Mends what this process holds; what it does not hold is another's. */
export function repairHere(message: string): void {
  const { entity, entityId, clientId } = repairSchema.parse(JSON.parse(message))
  if (clientId === null) snapshots().drop(entity, entityId)
  else runningLockstep()?.refetch(clientId)
}
