import { canonicalJson } from '#lib/core/canonical-json.ts'
import type { FieldValue } from '../domain.ts'
import type { SyncAnswer } from '../schema.ts'

/** A write as it reached the coordinator, in the order of the commits, and what it was answered. */
export type Write = {
  readonly key: string
  readonly entity: string
  readonly isStaff: boolean
  readonly baseVersion: number
  readonly fields: Readonly<Record<string, FieldValue>>
  readonly answer: SyncAnswer
}

type Known = { value: FieldValue; version: number; byStaff: boolean }
type Entity = { version: number; fields: Map<string, Known> }
type Expected = { applied: string[]; refused: string[]; conflicts: string[]; version: number }

/**
 * The rules of the spec, told a second time and another way: one field after the other, with no record kept but the
 * newest value, its version and the side that wrote it. It knows nothing of the coordinator's code.
 */
export class Oracle {
  readonly #entities = new Map<string, Entity>()
  readonly #answers = new Map<string, SyncAnswer>()
  readonly #protected: ReadonlySet<string>
  conflicts = 0

  constructor(
    start: Readonly<Record<string, Readonly<Record<string, FieldValue>>>>,
    protectedFields: ReadonlySet<string>,
  ) {
    this.#protected = protectedFields
    for (const [entity, fields] of Object.entries(start)) {
      const known = Object.entries(fields).map(
        ([field, value]) => [field, { value, version: 0, byStaff: false }] as const,
      )
      this.#entities.set(entity, { version: 1, fields: new Map(known) })
    }
  }

  /** What is wrong with the answer of the next write; empty when nothing is. */
  judge(write: Write): string[] {
    const earlier = this.#answers.get(write.key)
    if (earlier) {
      return canonicalJson(earlier) === canonicalJson(write.answer)
        ? []
        : [`a repeat of ${write.key} was answered anew`]
    }
    this.#answers.set(write.key, write.answer)
    const expected = this.#decide(write)
    const { answer } = write
    const got: Expected = {
      applied: [...answer.applied].sort(),
      refused: answer.refused.map(({ field, rule }) => `${field} by ${rule}`).sort(),
      conflicts: answer.conflicts
        .map(
          ({ field, rule, winner, kept, lost }) =>
            `${field} by ${rule}: ${winner}, ${kept.value} over ${lost.value}`,
        )
        .sort(),
      version: answer.version,
    }
    this.conflicts += answer.conflicts.length
    const [want, have] = [JSON.stringify(expected), JSON.stringify(got)]
    return want === have ? [] : [`${describe(write)} should end as ${want} and ended as ${have}`]
  }

  stateOf(entity: string): { version: number; fields: Record<string, FieldValue> } {
    const known = this.#entities.get(entity)
    const fields = [...(known?.fields ?? [])].map(([field, { value }]) => [field, value])
    return { version: known?.version ?? 0, fields: Object.fromEntries(fields) }
  }

  #decide({ entity: name, isStaff, baseVersion, fields }: Write): Expected {
    const entity = this.#entities.get(name) ?? { version: 1, fields: new Map<string, Known>() }
    const expected: Expected = { applied: [], refused: [], conflicts: [], version: entity.version }
    const changed: string[] = []
    for (const [field, value] of Object.entries(fields)) {
      const now = entity.fields.get(field) ?? { value: null, version: 0, byStaff: false }
      const isUnseen = now.version > baseVersion
      if (now.value === value) expected.applied.push(field)
      else if (this.#protected.has(field) && !isStaff) {
        expected.refused.push(`${field} by protected`)
        expected.conflicts.push(`${field} by protected: current, ${now.value} over ${value}`)
      } else if (isUnseen && now.byStaff && !isStaff) {
        expected.refused.push(`${field} by admin-override`)
        expected.conflicts.push(`${field} by admin-override: current, ${now.value} over ${value}`)
      } else {
        if (isUnseen) {
          const rule = now.byStaff === isStaff ? 'last-write-wins' : 'admin-override'
          expected.conflicts.push(`${field} by ${rule}: incoming, ${value} over ${now.value}`)
        }
        expected.applied.push(field)
        changed.push(field)
      }
    }
    if (changed.length > 0) entity.version++
    for (const field of changed) {
      entity.fields.set(field, { value: fields[field] ?? null, version: entity.version, byStaff: isStaff })
    }
    for (const list of [expected.applied, expected.refused, expected.conflicts]) list.sort()
    return { ...expected, version: entity.version }
  }
}

function describe({ entity, isStaff, baseVersion, fields }: Write): string {
  return `${isStaff ? 'staff' : 'the person'} writing ${JSON.stringify(fields)} to ${entity} from ${baseVersion}`
}
