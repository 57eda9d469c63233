import type { Actor } from '#lib/core/actor.ts'
import type { DomainError } from '#lib/core/errors.ts'
import type { ConflictRule, FieldValue } from '../domain.ts'
import type { Viewer } from './lockstep-provider.tsx'

/** Who did something, as the viewer would say it: "you", "Ana (admin)", "Ana (API)". */
export function actorWords(actor: Actor, viewer: Viewer): string {
  const isViewer = actor.id === viewer.id
  if (actor.role === 'system') return actor.name
  if (actor.portal === 'api') return isViewer ? 'you, by API' : `${actor.name} (API)`
  return isViewer ? 'you' : `${actor.name} (${actor.role})`
}

/** A field's value in running text. */
export function valueWords(value: FieldValue | undefined): string {
  if (value === null || value === undefined || value === '') return 'empty'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'object') return value.length > 0 ? value.join(', ') : 'empty'
  return String(value)
}

const RULES: Record<ConflictRule, { name: string; why: string }> = {
  protected: { name: 'Protected field', why: 'Only staff can change this field.' },
  'admin-override': {
    name: 'Staff first',
    why: 'When staff and you change the same field, staff’s value stays.',
  },
  'last-write-wins': { name: 'Last change wins', why: 'Both changes were equal, so the later one stays.' },
}

export function ruleWords(rule: ConflictRule): { name: string; why: string } {
  return RULES[rule]
}

/** "remotePreference" → "Remote preference", for lists that name fields of several entities. */
export function fieldWords(field: string): string {
  const words = field.replace(/([A-Z])/g, ' $1').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Why an edit was not taken at all, as far as it is about this field. */
export function refusalWords({ fields, message }: DomainError, field: string): string {
  const own = fields?.find(({ path }) => path === `fields.${field}` || path.startsWith(`fields.${field}.`))
  return own ? `This ${own.message}. Nothing was changed.` : message
}
