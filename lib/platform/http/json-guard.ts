import type { FieldError } from '#lib/core/errors.ts'

/** No body or query of ours is deeper or has more parts; what is has been made to break something. */
const MAX_DEPTH = 16
const MAX_NODES = 20_000

type Node = { value: unknown; depth: number; name: string; parent: Node | null }

/**
 * Finds what no field of ours can hold in values from outside: endless nesting, names that reach an object's
 * prototype, and text that the database cannot store (NUL, half of a surrogate pair). Linear and without recursion,
 * so that the values themselves cannot exhaust it. Null when all is well.
 */
export function findUnsafe(root: unknown): FieldError | null {
  const open: Node[] = [{ value: root, depth: 0, name: '', parent: null }]
  let seen = 0
  for (let node = open.pop(); node; node = open.pop()) {
    seen++
    const { value, depth } = node
    if (typeof value === 'string') {
      const fault = textFault(value)
      if (fault) return { path: pathOf(node), message: fault }
    }
    if (typeof value !== 'object' || value === null) continue
    if (depth === MAX_DEPTH)
      return { path: pathOf(node), message: `is nested deeper than ${MAX_DEPTH} levels` }
    const names = Array.isArray(value) && value.length > MAX_NODES ? null : Object.keys(value)
    if (!names || seen + open.length + names.length > MAX_NODES) {
      return { path: pathOf(node), message: `has more than ${MAX_NODES} values` }
    }
    for (const name of names) {
      const child = (value as Record<string, unknown>)[name]
      const next = { value: child, depth: depth + 1, name, parent: node }
      if (name === '__proto__') return { path: pathOf(next), message: 'is not a field of this request' }
      if (textFault(name)) return { path: pathOf(node), message: 'has a name with unreadable characters' }
      open.push(next)
    }
  }
  return null
}

function textFault(text: string): string | null {
  if (text.includes('\0')) return 'contains a NUL character'
  return text.isWellFormed() ? null : 'contains half of a character'
}

function pathOf(node: Node): string {
  const names: string[] = []
  for (let at: Node | null = node; at?.parent; at = at.parent) names.unshift(at.name.slice(0, 64))
  return names.join('.')
}
