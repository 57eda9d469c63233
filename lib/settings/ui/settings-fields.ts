import type { Actor } from '#lib/core/actor.ts'

/** The settings as pages see them: the fields of the two entities. */

export type SettingsFields = {
  readonly noticeText: string
  readonly noticeTone: string
  readonly signUpOpen: boolean
  readonly readOnly: boolean
  readonly readOnlyReason: string
}

export type StaffSettingsFields = {
  readonly eventRetentionDays: number
  readonly notificationRetentionDays: number
  readonly defaultHomeRegion: string
  readonly aiCheckSeconds: number
  readonly aiCallsPerDay: number
  readonly aiTokensPerDay: number
  readonly aiCallsPerPersonPerDay: number
}

/** A change of settings as the history tells it. */
export type SettingsChange = {
  readonly id: string
  readonly type: string
  readonly values: Readonly<Record<string, unknown>>
  readonly actor: Actor
  readonly conflicts: number
  readonly at: string
}
