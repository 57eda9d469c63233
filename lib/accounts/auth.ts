import 'server-only'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { newId } from '#lib/core/ids.ts'
import { env } from '#lib/platform/config/env.ts'
import { publicUrl } from '#lib/platform/config/public-url.ts'
import { db } from '#lib/platform/db/client.ts'
import { queueMail } from '#lib/platform/mail/outbox.ts'
import { processSingleton } from '#lib/platform/runtime.ts'
import { hashPassword, verifyPassword } from './password.ts'

const DAY_S = 24 * 60 * 60

/**
 * Sessions, sign-in and password reset, by better-auth. Its own HTTP routes are not mounted: our actions and routes
 * call it, so that every way in passes our limits and schemas. Making and changing people is the bridge's.
 */
export function auth() {
  return processSingleton('accounts.auth', createAuth)
}

function createAuth() {
  return betterAuth({
    baseURL: publicUrl(),
    secret: env().AUTH_SECRET ?? '',
    database: prismaAdapter(db(), { provider: 'postgresql' }),
    advanced: {
      database: { generateId: () => newId() },
      useSecureCookies: publicUrl().startsWith('https:'),
      cookiePrefix: 'intellicv',
    },
    account: { modelName: 'credential' },
    session: { expiresIn: 30 * DAY_S, updateAge: DAY_S, cookieCache: { enabled: false } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 256,
      resetPasswordTokenExpiresIn: 60 * 60,
      revokeSessionsOnPasswordReset: true,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
      async sendResetPassword({ user, token }) {
        const link = `${publicUrl()}/reset/${token}`
        await queueMail({
          to: user.email,
          purpose: 'password-reset',
          subject: 'Choose a new password for IntelliCV',
          paragraphs: [
            `Hello ${user.name},`,
            'Someone, probably you, asked for a new password. This link works once, for one hour:',
            link,
            'If it was not you, nothing has changed and you need not do anything.',
          ],
          link: { href: link, label: 'Choose a new password' },
        })
      },
    },
    user: {
      additionalFields: {
        role: { type: 'string', input: false, defaultValue: 'user' },
        status: { type: 'string', input: false, defaultValue: 'active' },
      },
    },
  })
}
