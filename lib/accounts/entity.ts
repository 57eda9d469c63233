import { type EntityDefinition, rooms } from '#lib/bridge/entity.ts'
import type { Actor } from '#lib/core/actor.ts'
import { domainError } from '#lib/core/errors.ts'
import { consume } from '#lib/platform/http/rate-limit.ts'
import { checkOwnPassword } from './password-check.ts'
import { countOtherAdmins, endSignIns, findUser, markEmailUnverified } from './repo.ts'
import { preferencesPatchSchema, profilePatchSchema, userPatchSchema } from './schema.ts'

const ownOrAdmin = (actor: Actor, id: string) => actor.role !== 'user' || actor.id === id

const ownedByUser = {
  mayRead: ownOrAdmin,
  mayWrite: ownOrAdmin,
  rooms: (id: string) => [rooms.user(id), rooms.admins],
  ownerOf: (id: string) => id,
}

export const userEntity: EntityDefinition = {
  ...ownedByUser,
  name: 'user',
  table: 'user',
  idColumn: 'id',
  columns: {
    email: { column: 'email', type: 'text' },
    name: { column: 'name', type: 'text' },
    role: { column: 'role', type: 'text' },
    permissions: { column: 'permissions', type: 'text[]' },
    status: { column: 'status', type: 'text' },
    plan: { column: 'plan', type: 'text' },
  },
  patchSchema: userPatchSchema,
  protectedFields: new Set(['role', 'permissions', 'status', 'plan']),
  reservedFields: new Set(['emailVerified', 'tokens']),
  async admit(actor, id, fields, { currentPassword }) {
    // Staff change others' addresses as they need.
    if (!('email' in fields) || actor.id !== id) return null
    // "That address is taken" tells who has an account: nobody may ask that of many addresses, nor guess passwords.
    const limited = await consume('auth', [`email:${id}`])
    if (limited) return limited
    // Whoever sends the whole record back changes nothing by it.
    if ((await findUser(id))?.email === fields.email) return null
    // A new password goes to the new address: an open page alone must not be enough to take an account over.
    return checkOwnPassword(id, currentPassword)
  },
  async afterWrite(sql, { id, before, changed }) {
    const losesAdmin =
      before.role === 'admin' &&
      before.status === 'active' &&
      ((changed.role ?? 'admin') !== 'admin' || (changed.status ?? 'active') !== 'active')
    if (losesAdmin && (await countOtherAdmins(sql, id)) === 0) {
      return domainError('conflict', 'This is the last active admin: make another admin first.')
    }
    if ('email' in changed) await markEmailUnverified(sql, id)
    if ('role' in changed || 'status' in changed || 'permissions' in changed) await endSignIns(sql, id)
    return undefined
  },
}

export const profileEntity: EntityDefinition = {
  ...ownedByUser,
  name: 'profile',
  table: 'profile',
  idColumn: 'user_id',
  columns: {
    headline: { column: 'headline', type: 'text' },
    phone: { column: 'phone', type: 'text' },
    location: { column: 'location', type: 'text' },
    summary: { column: 'summary', type: 'text' },
    currentTitle: { column: 'current_title', type: 'text' },
    level: { column: 'level', type: 'text' },
    industry: { column: 'industry', type: 'text' },
    skills: { column: 'skills', type: 'text[]' },
    targetTitles: { column: 'target_titles', type: 'text[]' },
    preferredPlaces: { column: 'preferred_places', type: 'text[]' },
    remotePreference: { column: 'remote_preference', type: 'text' },
    goals: { column: 'goals', type: 'text[]' },
  },
  patchSchema: profilePatchSchema,
  protectedFields: new Set(),
  reservedFields: new Set(),
}

export const preferencesEntity: EntityDefinition = {
  ...ownedByUser,
  name: 'preferences',
  table: 'preferences',
  idColumn: 'user_id',
  columns: {
    theme: { column: 'theme', type: 'text' },
    timeZone: { column: 'time_zone', type: 'text' },
    density: { column: 'density', type: 'text' },
    emailNotifications: { column: 'email_notifications', type: 'boolean' },
    homeRegion: { column: 'home_region', type: 'text' },
  },
  patchSchema: preferencesPatchSchema,
  protectedFields: new Set(),
  reservedFields: new Set(),
}
