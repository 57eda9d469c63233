import { z } from 'zod'
import { syncAnswerSchema } from '#lib/bridge/schema.ts'
import { defineContract } from '#lib/platform/http/contract.ts'
import { entityWriteHeaders, idempotencyHeaders } from '#lib/platform/http/headers.ts'
import {
  bulkUpdateSchema,
  createUserSchema,
  personSchema,
  personUpdateSchema,
  tokenAnswerSchema,
  tokenRequestSchema,
  userListQuerySchema,
  userListSchema,
  userRowSchema,
} from './schema.ts'

const USER_ID = '0199c0de-0000-7000-8000-000000000001'

const userParams = z.strictObject({
  user_id: z.string().min(1).max(80).meta({ description: 'Id of a person.', example: USER_ID }),
})

export const issueToken = defineContract({
  method: 'POST',
  path: '/api/v1/auth/token',
  summary: 'Get an access token',
  description:
    'Exchanges e-mail and password, or a refresh token, for an access token (15 minutes) and the next refresh ' +
    'token (30 days, works once). Using a refresh token twice ends its whole family, access tokens included. ' +
    'Accounts have no second factor yet: a `totp` is taken and not looked at. Ten tries in 15 minutes an account ' +
    'and an address.',
  tag: 'Sign-in',
  access: 'public',
  rate: 'general',
  body: tokenRequestSchema,
  answer: tokenAnswerSchema,
  refuses: ['unauthenticated'],
  examples: {
    body: { email: 'ana@example.org', password: 'a long enough password' },
    answer: {
      access_token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.…',
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: 'icr_…',
    },
  },
})

export const getProfile = defineContract({
  method: 'GET',
  path: '/api/v1/profile/{user_id}',
  summary: 'Read a person',
  description:
    'Account and profile, with the version of each and who changed each field last. A user reaches only ' +
    'themselves; anyone else answers 404. The ETag is the version of the profile.',
  tag: 'Profile',
  access: 'user',
  rate: 'general',
  params: userParams,
  answer: personSchema,
  refuses: ['not-found'],
})

const updateExamples = {
  body: { baseVersion: 3, fields: { headline: 'Data engineer', role: 'admin' } },
  answer: {
    success: true,
    userId: USER_ID,
    version: 4,
    versions: { profile: 4, user: 1 },
    applied: ['headline'],
    refused: [{ field: 'role', rule: 'protected' }],
    conflicts: [],
    latencyMs: 6.4,
  },
}

const UPDATE_DESCRIPTION =
  'Fields of the account (email, name, role, permissions, status, plan) and of the profile, in one write: all of ' +
  'what may be written is, or nothing. `baseVersion` is the version that you have read; it may come as If-Match ' +
  'instead. Other people’s changes to other fields merge; a field that changed meanwhile is a conflict, decided ' +
  'by rule and recorded. Protected fields are refused one by one while the rest is applied. Changing one’s own ' +
  'e-mail needs `currentPassword` beside the fields: 422 without it, 403 with a wrong one.'

export const updateProfile = defineContract({
  method: 'PUT',
  path: '/api/v1/profile/{user_id}/update',
  summary: 'Change a person',
  description: UPDATE_DESCRIPTION,
  tag: 'Profile',
  access: 'user',
  rate: 'general',
  params: userParams,
  headers: entityWriteHeaders,
  body: personUpdateSchema,
  answer: syncAnswerSchema,
  refuses: ['forbidden', 'not-found', 'stale', 'conflict', 'unavailable'],
  examples: updateExamples,
})

export const listUsers = defineContract({
  method: 'GET',
  path: '/api/v1/admin/users/list',
  summary: 'List people',
  description:
    'Pages by cursor: pass `nextCursor` on with the same filters and order. `total` counts all pages.',
  tag: 'People',
  access: 'admin',
  rate: 'general',
  query: userListQuerySchema,
  answer: userListSchema,
})

export const createUser = defineContract({
  method: 'POST',
  path: '/api/v1/admin/users/create',
  summary: 'Make an account',
  description: 'Without a password the person gets a mail with a link to choose one.',
  tag: 'People',
  access: 'admin',
  rate: 'general',
  headers: idempotencyHeaders,
  body: createUserSchema,
  answer: userRowSchema,
  status: 201,
  audited: true,
  refuses: ['conflict'],
  examples: {
    body: { email: 'ana@example.org', name: 'Ana Lima', role: 'user', plan: 'free' },
    answer: {
      id: USER_ID,
      email: 'ana@example.org',
      name: 'Ana Lima',
      role: 'user',
      status: 'active',
      plan: 'free',
      version: 1,
      createdAt: '2026-01-05T09:30:00.000Z',
    },
  },
})

export const updateUser = defineContract({
  method: 'PUT',
  path: '/api/v1/admin/users/{user_id}/update',
  summary: 'Change a person as staff',
  description: `${UPDATE_DESCRIPTION} Staff may write protected fields too; the last active admin stays one.`,
  tag: 'People',
  access: 'admin',
  rate: 'general',
  params: userParams,
  headers: entityWriteHeaders,
  body: personUpdateSchema,
  answer: syncAnswerSchema,
  audited: true,
  refuses: ['forbidden', 'not-found', 'stale', 'conflict'],
  examples: { ...updateExamples, body: { baseVersion: 3, fields: { role: 'admin', plan: 'annual' } } },
})

export const deleteUser = defineContract({
  method: 'DELETE',
  path: '/api/v1/admin/users/{user_id}',
  summary: 'Delete an account',
  description:
    'For good: account, profile, preferences, notifications, conflicts, sessions and tokens go at once, open pages ' +
    'included. The log of changes and the audit log keep what happened. Not your own account, and not the last ' +
    'active admin. A second time answers 404.',
  tag: 'People',
  access: 'admin',
  rate: 'general',
  params: userParams,
  answer: z.strictObject({ success: z.literal(true), userId: z.string() }),
  audited: 'within',
  refuses: ['not-found', 'conflict'],
  examples: { answer: { success: true, userId: USER_ID } },
})

export const bulkUpdate = defineContract({
  method: 'POST',
  path: '/api/v1/admin/users/bulk-update',
  summary: 'Change many people',
  description:
    'Sets fields for the given people, or for all that a filter of the list fits, as a job: each person is changed ' +
    'by an ordinary write from whatever is there, and the report says who was refused and why. Your own role and ' +
    'status, and the last active admin, are left out.',
  tag: 'People',
  access: 'admin',
  rate: 'general',
  body: bulkUpdateSchema,
  answer: z.strictObject({
    job_id: z.string(),
    people: z.number().int().meta({ description: 'How many the selection fits now.' }),
  }),
  status: 202,
  audited: true,
  refuses: ['not-found'],
  examples: {
    body: { select: { filter: { role: 'user' } }, fields: { plan: 'annual' } },
    answer: { job_id: '0199c0de-0000-7000-8000-000000000002', people: 128 },
  },
})
