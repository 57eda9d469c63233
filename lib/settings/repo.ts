import 'server-only'
import { db } from '#lib/platform/db/client.ts'
import { type PublicSettings, SETTINGS_ID, type StaffSettings } from './schema.ts'

/** The settings that everyone may see, as they are now. */
export async function readSettings(): Promise<PublicSettings> {
  const row = await db().settings.findUniqueOrThrow({
    where: { id: SETTINGS_ID },
    select: {
      noticeText: true,
      noticeTone: true,
      signUpOpen: true,
      readOnly: true,
      readOnlyReason: true,
      version: true,
    },
  })
  return { ...row, noticeTone: row.noticeTone as PublicSettings['noticeTone'] }
}

export function readStaffSettings(): Promise<StaffSettings> {
  return db().staffSettings.findUniqueOrThrow({
    where: { id: SETTINGS_ID },
    select: {
      eventRetentionDays: true,
      notificationRetentionDays: true,
      defaultHomeRegion: true,
      aiCheckSeconds: true,
      aiCallsPerDay: true,
      aiTokensPerDay: true,
      aiCallsPerPersonPerDay: true,
    },
  })
}

/** Whether a region of this code is known; a home region must be one. */
export async function regionExists(code: string): Promise<boolean> {
  return (await db().region.findUnique({ where: { code }, select: { code: true } })) !== null
}
