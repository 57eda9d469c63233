import { z } from 'zod'
import { NOTIFICATION_KINDS } from './domain.ts'

export const notificationSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(NOTIFICATION_KINDS),
    title: z.string(),
    body: z.string(),
    link: z.string().meta({ description: 'Path of the page that it is about.' }),
    count: z.number().int().meta({ description: 'How many causes are told in one, at least 1.' }),
    at: z.string().meta({ description: 'When the latest cause happened.' }),
    readAt: z.string().nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Notification', description: 'Something that one person should know.' })

export type Notification = z.infer<typeof notificationSchema>

export const notificationQuerySchema = z.strictObject({
  show: z.enum(['all', 'unread']).default('all'),
  before: z.string().max(160).optional().meta({ description: '`nextCursor` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(100).default(25),
})

export type NotificationQuery = z.infer<typeof notificationQuerySchema>

export const notificationListSchema = z.strictObject({
  items: z.array(notificationSchema),
  nextCursor: z.string().nullable(),
  unread: z.number().int().meta({ description: 'How many are unread, on all pages.' }),
})

export type NotificationList = z.infer<typeof notificationListSchema>
