import { type EntityDefinition, rooms } from '#lib/bridge/entity.ts'
import { domainError } from '#lib/core/errors.ts'
import { regionExists } from './repo.ts'
import { settingsPatchSchema, staffSettingsPatchSchema } from './schema.ts'

const writtenByStaff = {
  protectedFields: new Set<string>(),
  reservedFields: new Set<string>(),
  mayWrite: (actor: { role: string }) => actor.role !== 'user',
  ownerOf: () => null,
}

/** What of the settings everyone may see, because it changes what they can do. */
export const settingsEntity: EntityDefinition = {
  ...writtenByStaff,
  name: 'settings',
  table: 'settings',
  idColumn: 'id',
  columns: {
    noticeText: { column: 'notice_text', type: 'text' },
    noticeTone: { column: 'notice_tone', type: 'text' },
    signUpOpen: { column: 'sign_up_open', type: 'boolean' },
    readOnly: { column: 'read_only', type: 'boolean' },
    readOnlyReason: { column: 'read_only_reason', type: 'text' },
  },
  patchSchema: settingsPatchSchema,
  mayRead: () => true,
  rooms: () => [rooms.everyone],
}

/** The rest, which is staff's business. */
export const staffSettingsEntity: EntityDefinition = {
  ...writtenByStaff,
  name: 'staff-settings',
  table: 'staff_settings',
  idColumn: 'id',
  columns: {
    eventRetentionDays: { column: 'event_retention_days', type: 'integer' },
    notificationRetentionDays: { column: 'notification_retention_days', type: 'integer' },
    defaultHomeRegion: { column: 'default_home_region', type: 'text' },
    aiCheckSeconds: { column: 'ai_check_seconds', type: 'integer' },
    aiCallsPerDay: { column: 'ai_calls_per_day', type: 'integer' },
    aiTokensPerDay: { column: 'ai_tokens_per_day', type: 'integer' },
    aiCallsPerPersonPerDay: { column: 'ai_calls_per_person_per_day', type: 'integer' },
  },
  patchSchema: staffSettingsPatchSchema,
  mayRead: (actor) => actor.role !== 'user',
  rooms: () => [rooms.admins],
  async admit(_actor, _id, { defaultHomeRegion }) {
    if (typeof defaultHomeRegion !== 'string' || defaultHomeRegion === '') return null
    if (await regionExists(defaultHomeRegion)) return null
    return domainError('invalid', 'There is no such region; nothing was changed.', {
      fields: [{ path: 'fields.defaultHomeRegion', message: 'is the code of no region we know' }],
    })
  },
}
