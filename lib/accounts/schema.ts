import { z } from 'zod'
import { syncBodySchema } from '#lib/bridge/schema.ts'

/** One line of text without control characters, trimmed. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must be one line of plain text')

const paragraph = (max: number) => z.string().trim().max(max)

const list = (maxItems: number, maxLength: number) => z.array(line(maxLength).min(1)).max(maxItems)

export const emailSchema = z
  .email({ error: 'must be an e-mail address, like ana@example.org' })
  .max(254)
  .transform((value) => value.toLowerCase())

export const passwordSchema = z
  .string()
  .min(12, 'needs at least 12 characters')
  .max(256, 'must have at most 256 characters')

export const PERMISSIONS = ['users:manage', 'data:manage', 'forecasts:manage', 'providers:manage'] as const

export const userPatchSchema = z
  .strictObject({
    email: emailSchema,
    name: line(120).min(1, 'must not be empty'),
    role: z.enum(['user', 'admin']),
    permissions: z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length),
    status: z.enum(['active', 'suspended']),
    plan: z.enum(['free', 'monthly', 'annual', 'enterprise']),
  })
  .partial()

export const profilePatchSchema = z
  .strictObject({
    headline: line(160),
    phone: line(40),
    location: line(160),
    summary: paragraph(4_000),
    currentTitle: line(160),
    level: line(40),
    industry: line(120),
    skills: list(100, 80),
    targetTitles: list(20, 160),
    preferredPlaces: list(20, 160),
    remotePreference: line(40),
    goals: list(20, 300),
  })
  .partial()

export const preferencesPatchSchema = z
  .strictObject({
    theme: z.enum(['system', 'light', 'dark']),
    timeZone: line(64).refine(isTimeZone, 'must be a time zone, like Europe/Lisbon'),
    density: z.enum(['comfortable', 'compact']),
    emailNotifications: z.boolean(),
    homeRegion: line(40),
  })
  .partial()

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const signUpSchema = z.strictObject({
  name: line(120).min(1, 'must not be empty'),
  email: emailSchema,
  password: passwordSchema,
  acceptTerms: z.literal(true, { error: 'must be accepted' }),
})

export const signInSchema = z.strictObject({ email: emailSchema, password: z.string().min(1).max(256) })

export const createUserSchema = z.strictObject({
  email: emailSchema,
  name: line(120).min(1, 'must not be empty'),
  password: passwordSchema.optional(),
  role: z.enum(['user', 'admin']).default('user'),
  plan: z.enum(['free', 'monthly', 'annual', 'enterprise']).default('free'),
})

export const requestResetSchema = z.strictObject({ email: emailSchema })

export const resetPasswordSchema = z.strictObject({
  token: z.string().min(1).max(256),
  password: passwordSchema,
})

export const USER_SORTS = ['name', 'email', 'role', 'status', 'createdAt'] as const

export const userListQuerySchema = z.strictObject({
  q: z.string().trim().max(120).optional(),
  role: z.enum(['user', 'admin']).optional(),
  status: z.enum(['active', 'suspended']).optional(),
  sort: z.enum(USER_SORTS).default('createdAt'),
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(500).optional(),
})

export type UserListQuery = z.infer<typeof userListQuerySchema>

export const userRowSchema = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(['user', 'admin']),
    status: z.enum(['active', 'suspended']),
    plan: z.string(),
    version: z.number().int(),
    createdAt: z.string(),
  })
  .meta({ id: 'UserRow' })

export type UserRow = z.infer<typeof userRowSchema>

export const userListSchema = z.strictObject({
  items: z.array(userRowSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int().optional(),
})

const version = z.number().int().min(0).max(2_147_483_647)

/** A write to a person. `baseVersion` is a number, or one for each of the two entities that a person is. */
export const personUpdateSchema = syncBodySchema.extend({
  baseVersion: z
    .union([version, z.strictObject({ user: version, profile: version }).partial()])
    .optional()
    .meta({
      description:
        'The version that the caller has read: one number for the entity whose fields are given (for the profile ' +
        'when both are), or one for each. May come as If-Match instead; this one counts when both are there.',
      example: 3,
    }),
  fields: syncBodySchema.shape.fields.meta({
    description: `What is to change, by field: ${[userPatchSchema, profilePatchSchema].flatMap(({ shape }) => Object.keys(shape)).join(', ')}.`,
    example: { headline: 'Data engineer' },
  }),
  currentPassword: z.string().min(1).max(256).optional().meta({
    description: 'Needed to change one’s own e-mail, and for nothing else.',
  }),
})

/** What the form of one's own e-mail sends. */
export const ownEmailSchema = z.strictObject({
  portal: z.enum(['admin', 'user']),
  baseVersion: version,
  email: emailSchema,
  currentPassword: z.string().min(1, 'is needed').max(256),
})

export type OwnEmail = z.infer<typeof ownEmailSchema>

export type PersonUpdate = z.infer<typeof personUpdateSchema>

/** Fields that make sense for many people at once: what is a choice, not what is somebody's own. */
export const bulkFieldsSchema = z
  .strictObject({
    ...userPatchSchema.pick({ role: true, status: true, plan: true, permissions: true }).shape,
    ...profilePatchSchema.pick({ level: true, industry: true, remotePreference: true }).shape,
  })
  .refine((fields) => Object.keys(fields).length > 0, 'needs a field to change')

/** Which people: the given ones, or all that a filter of the list fits. */
export const bulkSelectionSchema = z.union([
  z.strictObject({ ids: z.array(z.string().min(1).max(80)).min(1).max(1_000) }),
  z.strictObject({ filter: userListQuerySchema.pick({ q: true, role: true, status: true }) }),
])

export const bulkUpdateSchema = z.strictObject({ select: bulkSelectionSchema, fields: bulkFieldsSchema })

export type BulkUpdate = z.infer<typeof bulkUpdateSchema>

/** How an edit of many people ended. */
export const bulkReportSchema = z
  .strictObject({
    people: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    refused: z.number().int(),
    refusals: z
      .array(z.strictObject({ id: z.string(), name: z.string(), reason: z.string() }))
      .meta({ description: 'The first hundred of those that were refused.' }),
  })
  .meta({ id: 'BulkEditReport' })

export type BulkReport = z.infer<typeof bulkReportSchema>

export const personSchema = z
  .strictObject({
    userId: z.string(),
    version: z.number().int().meta({ description: 'The version of the profile.' }),
    versions: z.strictObject({ user: z.number().int(), profile: z.number().int() }),
    account: z.record(z.string(), z.unknown()),
    profile: z.record(z.string(), z.unknown()),
    meta: z.record(z.string(), z.unknown()).meta({
      description: 'By field: the version in which it last changed, when, and by whom.',
    }),
  })
  .meta({ id: 'Person', description: 'An account and a profile as one.' })

export const tokenRequestSchema = z.union([
  z.strictObject({
    email: emailSchema,
    password: z.string().min(1).max(256),
    totp: z.string().max(12).optional().meta({
      description: 'For accounts with a second factor. None has one yet: it is taken and not looked at.',
    }),
  }),
  z.strictObject({ refresh_token: z.string().min(1).max(256) }),
])

export const tokenAnswerSchema = z
  .strictObject({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.number().int().meta({ description: 'Seconds until the access token ends.' }),
    refresh_token: z.string(),
  })
  .meta({ id: 'TokenAnswer' })
