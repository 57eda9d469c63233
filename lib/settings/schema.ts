import { z } from 'zod'
import { syncBodySchema } from '#lib/bridge/schema.ts'

/** Settings of the whole product have one row each; this is its id. */
export const SETTINGS_ID = 'system'

export const NOTICE_TONES = ['info', 'good', 'watch', 'bad'] as const
export type NoticeTone = (typeof NOTICE_TONES)[number]

/** One line of text without control characters, trimmed. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must be one line of plain text')

/** Fields of forms are text, so a number may come as its digits. */
function whole(of: string, min: number, max: number) {
  const message = `must be a whole number of ${of}, from ${min} to ${max}`
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\s*\d{1,10}\s*$/.test(value) ? Number(value) : value),
    z.number({ error: message }).int(message).min(min, message).max(max, message),
  )
}

export const settingsPatchSchema = z
  .strictObject({
    noticeText: line(280),
    noticeTone: z.enum(NOTICE_TONES),
    signUpOpen: z.boolean(),
    readOnly: z.boolean(),
    readOnlyReason: line(200),
  })
  .partial()

export const staffSettingsPatchSchema = z
  .strictObject({
    eventRetentionDays: whole('days', 1, 365),
    notificationRetentionDays: whole('days', 7, 730),
    defaultHomeRegion: line(40),
    aiCheckSeconds: whole('seconds', 60, 3_600),
    aiCallsPerDay: whole('questions', 0, 1_000_000),
    aiTokensPerDay: whole('tokens', 0, 2_000_000_000),
    aiCallsPerPersonPerDay: whole('questions', 0, 100_000),
  })
  .partial()

/** What everyone may see. */
export const publicSettingsSchema = z
  .strictObject({
    noticeText: z.string().meta({ description: 'Shown on every page of both portals; empty for none.' }),
    noticeTone: z.enum(NOTICE_TONES),
    signUpOpen: z.boolean().meta({ description: 'Whether people can make accounts themselves.' }),
    readOnly: z.boolean().meta({ description: 'Whether edits of others than staff are refused.' }),
    readOnlyReason: z.string(),
    version: z.number().int(),
  })
  .meta({ id: 'PublicSettings' })

export type PublicSettings = z.infer<typeof publicSettingsSchema>

export type StaffSettings = {
  readonly eventRetentionDays: number
  readonly notificationRetentionDays: number
  readonly defaultHomeRegion: string
  readonly aiCheckSeconds: number
  readonly aiCallsPerDay: number
  readonly aiTokensPerDay: number
  readonly aiCallsPerPersonPerDay: number
}

export const allSettingsSchema = z
  .strictObject({
    version: z.number().int().meta({ description: 'The version of the settings that everyone sees.' }),
    versions: z.strictObject({ settings: z.number().int(), 'staff-settings': z.number().int() }),
    settings: z.record(z.string(), z.unknown()).meta({ description: 'What everyone sees.' }),
    staffSettings: z.record(z.string(), z.unknown()).meta({ description: 'What staff alone see.' }),
    meta: z.record(z.string(), z.unknown()).meta({
      description: 'By field: the version in which it last changed, when, and by whom.',
    }),
  })
  .meta({ id: 'Settings', description: 'The settings of the whole product.' })

const version = z.number().int().min(0).max(2_147_483_647)

/** A write to settings; the two entities keep versions of their own. */
export const settingsUpdateSchema = syncBodySchema.extend({
  baseVersion: z
    .strictObject({ settings: version, 'staff-settings': version })
    .partial()
    .meta({
      description: 'The version that the caller has read, of each entity whose fields are given.',
      example: { settings: 3 },
    }),
  fields: syncBodySchema.shape.fields.meta({
    description: `What is to change, by field: ${[settingsPatchSchema, staffSettingsPatchSchema].flatMap(({ shape }) => Object.keys(shape)).join(', ')}.`,
    example: { signUpOpen: false },
  }),
})

export type SettingsUpdate = z.infer<typeof settingsUpdateSchema>
