import { z } from 'zod'
import { defineContract } from '#lib/platform/http/contract.ts'
import { notificationListSchema, notificationQuerySchema, notificationSchema } from './schema.ts'

export const listNotifications = defineContract({
  method: 'GET',
  path: '/api/v1/notifications',
  summary: 'List your notifications',
  description: 'Newest first. Pass `nextCursor` on as `before`. `unread` counts all pages.',
  tag: 'Notifications',
  access: 'user',
  rate: 'general',
  query: notificationQuerySchema,
  answer: notificationListSchema,
})

export const readNotification = defineContract({
  method: 'POST',
  path: '/api/v1/notifications/{id}/read',
  summary: 'Mark a notification as read',
  description: 'One that is read already stays as it is. Takes no body.',
  tag: 'Notifications',
  access: 'user',
  rate: 'general',
  params: z.strictObject({
    id: z
      .string()
      .min(1)
      .max(160)
      .meta({ description: 'Id of one of your notifications.', example: '0199c0de-….0199c0df-…' }),
  }),
  answer: notificationSchema,
  refuses: ['not-found'],
})

export const readAllNotifications = defineContract({
  method: 'POST',
  path: '/api/v1/notifications/read-all',
  summary: 'Mark all notifications as read',
  description: 'Those that are there now; `unread` counts what came meanwhile. Takes no body.',
  tag: 'Notifications',
  access: 'user',
  rate: 'general',
  answer: z.strictObject({ read: z.number().int(), unread: z.number().int() }),
})
