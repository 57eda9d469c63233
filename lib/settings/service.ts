import 'server-only'
import type { SyncAnswer } from '#lib/bridge/schema.ts'
import { getSnapshot, type SyncPart, sync } from '#lib/bridge/service.ts'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { staffSettingsEntity } from './entity.ts'
import { readOnlyRefusal } from './read-only-service.ts'
import * as repo from './repo.ts'
import { type PublicSettings, SETTINGS_ID, type SettingsUpdate, type StaffSettings } from './schema.ts'

/** What everyone may know, signed in or not, as it is now. */
export function getPublicSettings(): Promise<PublicSettings> {
  return repo.readSettings()
}

/** For the product's own machinery; people read them through `getSettings`. */
export function getStaffSettings(): Promise<StaffSettings> {
  return repo.readStaffSettings()
}

/** Why nobody can make an account for themselves at the moment; null when they can. */
export async function signUpRefusal(): Promise<DomainError | null> {
  const { signUpOpen, readOnly, readOnlyReason } = await repo.readSettings()
  if (readOnly) return readOnlyRefusal(readOnlyReason)
  if (signUpOpen) return null
  return domainError(
    'forbidden',
    'New accounts are closed at the moment. Staff can make one for you: ask the service that sent you here.',
  )
}

/** All settings as one answer, with the version of each of the two entities. */
export async function getSettings(actor: Actor): Promise<
  Result<
    {
      version: number
      versions: { settings: number; 'staff-settings': number }
      settings: Readonly<Record<string, unknown>>
      staffSettings: Readonly<Record<string, unknown>>
      meta: Readonly<Record<string, unknown>>
    },
    DomainError
  >
> {
  const [shared, staff] = await Promise.all([
    getSnapshot('settings', SETTINGS_ID, actor),
    getSnapshot('staff-settings', SETTINGS_ID, actor),
  ])
  if (!shared.ok) return shared
  if (!staff.ok) return staff
  return ok({
    version: shared.value.version,
    versions: { settings: shared.value.version, 'staff-settings': staff.value.version },
    settings: shared.value.fields,
    staffSettings: staff.value.fields,
    meta: { ...shared.value.meta, ...staff.value.meta },
  })
}

const staffFields = new Set(Object.keys(staffSettingsEntity.columns))

/** Changes settings of both entities in one write: all of it, or nothing. */
export async function updateSettings(
  actor: Actor,
  input: SettingsUpdate,
): Promise<Result<SyncAnswer, DomainError>> {
  const entries = Object.entries(input.fields)
  const parts: SyncPart[] = []
  for (const entity of ['settings', 'staff-settings'] as const) {
    const fields = Object.fromEntries(
      entries.filter(([field]) => staffFields.has(field) === (entity === 'staff-settings')),
    )
    if (Object.keys(fields).length === 0) continue
    const baseVersion = input.baseVersion[entity]
    if (baseVersion === undefined) {
      return err(
        domainError('invalid', 'Say which version the change is based on; nothing was changed.', {
          fields: [{ path: `baseVersion.${entity}`, message: 'is missing' }],
        }),
      )
    }
    parts.push({ entity, id: SETTINGS_ID, baseVersion, fields })
  }
  if (parts.length === 0) {
    return err(
      domainError('invalid', 'Name at least one setting to change.', {
        fields: [{ path: 'fields', message: 'is empty' }],
      }),
    )
  }
  return sync({ userId: SETTINGS_ID, parts, idempotencyKey: input.idempotencyKey }, actor)
}
