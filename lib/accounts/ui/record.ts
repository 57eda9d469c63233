/** The record of a person as pages see it: the fields of the three entities that belong to everybody. */

export type AccountFields = {
  readonly email: string
  readonly name: string
  readonly role: string
  readonly permissions: readonly string[]
  readonly status: string
  readonly plan: string
}

export type ProfileFields = {
  readonly headline: string
  readonly phone: string
  readonly location: string
  readonly summary: string
  readonly currentTitle: string
  readonly level: string
  readonly industry: string
  readonly skills: readonly string[]
  readonly targetTitles: readonly string[]
  readonly preferredPlaces: readonly string[]
  readonly remotePreference: string
  readonly goals: readonly string[]
}

export type PreferenceFields = {
  readonly theme: string
  readonly timeZone: string
  readonly density: string
  readonly emailNotifications: boolean
  readonly homeRegion: string
}

export const PROFILE_LABELS: Readonly<Record<keyof ProfileFields, string>> = {
  headline: 'Headline',
  phone: 'Phone',
  location: 'Where you live',
  summary: 'Summary',
  currentTitle: 'Current title',
  level: 'Level',
  industry: 'Industry',
  skills: 'Skills',
  targetTitles: 'Titles you aim for',
  preferredPlaces: 'Places you would live in',
  remotePreference: 'Remote work',
  goals: 'Goals',
}

export type Completeness = {
  readonly done: number
  readonly total: number
  readonly missing: readonly { readonly field: keyof ProfileFields; readonly label: string }[]
}

/** How much of a profile is filled in: every field counts the same; a text or list counts once it holds anything. */
export function completeness(profile: Partial<Record<keyof ProfileFields, unknown>>): Completeness {
  const fields = Object.entries(PROFILE_LABELS) as [keyof ProfileFields, string][]
  const missing = fields
    .filter(([field]) => isEmpty(profile[field]))
    .map(([field, label]) => ({ field, label }))
  return { done: fields.length - missing.length, total: fields.length, missing }
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return typeof value !== 'string' || value.trim() === ''
}
