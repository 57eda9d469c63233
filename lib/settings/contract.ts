import { syncAnswerSchema } from '#lib/bridge/schema.ts'
import { defineContract } from '#lib/platform/http/contract.ts'
import { idempotencyHeaders } from '#lib/platform/http/headers.ts'
import { allSettingsSchema, publicSettingsSchema, settingsUpdateSchema } from './schema.ts'

export const getPublicSettings = defineContract({
  method: 'GET',
  path: '/api/v1/settings',
  summary: 'Read the settings that everyone may see',
  description: 'The notice on all pages, whether people can make accounts, and whether edits are refused.',
  tag: 'Settings',
  access: 'public',
  rate: 'general',
  answer: publicSettingsSchema,
})

export const getSettings = defineContract({
  method: 'GET',
  path: '/api/v1/admin/settings',
  summary: 'Read all settings',
  description: 'With the version of each of the two entities that they are, and who changed each last.',
  tag: 'Settings',
  access: 'admin',
  rate: 'general',
  answer: allSettingsSchema,
})

export const updateSettings = defineContract({
  method: 'PUT',
  path: '/api/v1/admin/settings/update',
  summary: 'Change settings',
  description:
    'Fields of both entities in one write: all of it is taken, or nothing. Other people’s changes to other fields ' +
    'merge; a field that changed since your version is a conflict, decided by rule and recorded.',
  tag: 'Settings',
  access: 'admin',
  rate: 'general',
  headers: idempotencyHeaders,
  body: settingsUpdateSchema,
  answer: syncAnswerSchema,
  audited: true,
  refuses: ['stale', 'conflict'],
  examples: {
    body: { baseVersion: { settings: 3 }, fields: { signUpOpen: false } },
    answer: {
      success: true,
      userId: 'system',
      version: 4,
      versions: { settings: 4 },
      applied: ['signUpOpen'],
      refused: [],
      conflicts: [],
      latencyMs: 5.1,
    },
  },
})
