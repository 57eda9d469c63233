import { z } from 'zod'
import { defineContract } from './contract.ts'

/** Routes for whoever runs the product, and the document that describes all routes. */

export const getHealth = defineContract({
  method: 'GET',
  path: '/api/health',
  summary: 'Is the process alive?',
  description: 'Looks at nothing but the process itself: a balancer restarts what does not answer.',
  tag: 'Operations',
  access: 'public',
  rate: 'unlimited',
  answer: z.strictObject({ status: z.literal('ok') }),
  examples: { answer: { status: 'ok' } },
})

export const getReadiness = defineContract({
  method: 'GET',
  path: '/api/ready',
  summary: 'Can the process serve?',
  description: 'Started, not stopping, and its database answers: a balancer sends requests only then.',
  tag: 'Operations',
  access: 'public',
  rate: 'unlimited',
  answer: z.strictObject({ status: z.literal('ready') }),
  refuses: ['unavailable'],
  examples: { answer: { status: 'ready' } },
})

export const getMetricsText = defineContract({
  method: 'GET',
  path: '/api/metrics',
  summary: 'Read metrics as Prometheus text',
  description:
    'For staff, and without a sign-in for a scraper on the same machine that asks it by a loopback name (localhost, ' +
    '127.0.0.1, [::1]) and that no proxy forwards for.',
  tag: 'Operations',
  access: 'admin',
  rate: 'unlimited',
  answer: z.string(),
  answerMedia: 'text/plain',
})

export const getOpenApi = defineContract({
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'Read this document',
  tag: 'Operations',
  access: 'public',
  rate: 'general',
  answer: z.looseObject({ openapi: z.string() }),
})
