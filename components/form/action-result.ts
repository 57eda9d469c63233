/** What a server action answers: the shape of `Result<T, DomainError>` as it crosses to the browser. */
export interface ActionFailure {
  code: string
  /** Safe to show. */
  message: string
  fields?: readonly { path: string; message: string }[] | undefined
  requestId?: string | undefined
}

export type ActionResult<T> = { ok: true; value: T } | { ok: false; error: ActionFailure }

export interface MappedFailure {
  /** Messages for fields of this form, by name. */
  fields: { name: string; message: string }[]
  /** What no field of this form can show, in the order it came; the general message when there is nothing else. */
  general: string[]
}

/**
 * Sorts a failure into what belongs under a field and what belongs over the form. A path below a known field
 * ("skills.3.name" of "skills") goes to that field; a field the form does not have is told over the form, never lost.
 */
export function mapFailure(failure: ActionFailure, known: readonly string[]): MappedFailure {
  const fields: MappedFailure['fields'] = []
  const general: string[] = []
  for (const { path, message } of failure.fields ?? []) {
    const name = known.includes(path) ? path : known.find((candidate) => path.startsWith(`${candidate}.`))
    if (name === undefined) general.push(path ? `${path}: ${message}` : message)
    else if (!fields.some((field) => field.name === name)) fields.push({ name, message })
  }
  if (fields.length === 0 && general.length === 0) general.push(failure.message)
  return { fields, general }
}
