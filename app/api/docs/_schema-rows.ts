/** The part of JSON Schema that our documents use. */
export type JsonSchema = {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  description?: string
  default?: unknown
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  maxItems?: number
}

export type SchemaRow = {
  /** Where the value stands: `items[].name`. */
  readonly path: string
  readonly type: string
  /** Name of a schema with a section of its own. */
  readonly reference: string | null
  readonly required: boolean
  readonly description: string
}

const MAX_DEPTH = 3

/** A schema as rows of a table: one a property, those of inner objects below it by their path. */
export function schemaRows(schema: JsonSchema, prefix = '', depth = 0): SchemaRow[] {
  const alternatives = (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== 'null')
  const whole = alternatives.length === 1 ? alternatives[0] : schema
  if (whole?.items) return schemaRows(whole.items, `${prefix}[]`, depth)
  return Object.entries(whole?.properties ?? {}).flatMap(([name, property]) => {
    const path = prefix ? `${prefix}.${name}` : name
    const row: SchemaRow = {
      path,
      type: typeInWords(property),
      reference: referenceOf(property),
      required: whole?.required?.includes(name) ?? false,
      description: [property.description, limitsInWords(property)].filter(Boolean).join(' '),
    }
    return depth < MAX_DEPTH && !row.reference ? [row, ...schemaRows(property, path, depth + 1)] : [row]
  })
}

/** What a value is, in a word or two: `text`, `list of whole number`, `"a" | "b"`. */
export function typeInWords(schema: JsonSchema): string {
  const reference = nameOf(schema)
  if (reference) return reference
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const members = schema.anyOf ?? schema.oneOf
  if (members) return [...new Set(members.map(typeInWords))].join(' or ')
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeInWords({ ...schema, type })).join(' or ')
  switch (schema.type) {
    case 'string':
      return schema.format === 'binary' ? 'file' : (schema.format ?? 'text')
    case 'integer':
      return 'whole number'
    case 'boolean':
      return 'true or false'
    case 'array':
      return `list of ${typeInWords(schema.items ?? {})}`
    case 'number':
    case 'object':
    case 'null':
      return schema.type
    default:
      return 'any value'
  }
}

/** The named schema that a value is, is a list of, or is when it is not null. */
function referenceOf(schema: JsonSchema): string | null {
  const members = (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== 'null')
  const only = members.length === 1 ? members[0] : undefined
  return (
    nameOf(schema) ?? (schema.items ? referenceOf(schema.items) : null) ?? (only ? referenceOf(only) : null)
  )
}

function nameOf({ $ref }: JsonSchema): string | null {
  return $ref?.split('/').at(-1) ?? null
}

function limitsInWords(schema: JsonSchema): string {
  const { maxLength, minimum, maximum, maxItems } = schema
  const safe = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
  return [
    maxLength === undefined ? '' : `At most ${maxLength} characters.`,
    maxItems === undefined ? '' : `At most ${maxItems} entries.`,
    safe && minimum !== undefined ? `From ${minimum} to ${maximum}.` : '',
    schema.default === undefined ? '' : `${JSON.stringify(schema.default)} when left out.`,
  ]
    .filter(Boolean)
    .join(' ')
}
