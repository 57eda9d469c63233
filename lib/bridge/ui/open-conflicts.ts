import type { ConflictRecord, Snapshot } from '../schema.ts'

/**
 * Conflicts that still ask something of a person: their value lost, and nobody has touched the field since. Refusals of
 * protected fields ask nothing, because they cannot be answered. The newest of each field, newest first.
 *
 * @param snapshots the entities as they are now; conflicts of others are left out.
 */
export function openConflicts(
  records: readonly ConflictRecord[],
  snapshots: readonly Pick<Snapshot, 'entity' | 'id' | 'meta'>[],
  personId: string,
): ConflictRecord[] {
  const seen = new Set<string>()
  return records
    .toSorted((left, right) => (left.id < right.id ? 1 : -1))
    .filter((record) => {
      const snapshot = snapshots.find(({ entity, id }) => entity === record.entity && id === record.entityId)
      const field = `${record.entity}.${record.field}`
      if (!snapshot || seen.has(field)) return false
      seen.add(field)
      if (record.rule === 'protected' || record.lost.actor.id !== personId) return false
      // Two pages of theirs: the later value is theirs as well.
      if (record.kept.actor.id === personId) return false
      return (snapshot.meta[record.field]?.version ?? 0) <= record.version
    })
}
