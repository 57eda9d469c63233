import { z } from 'zod'

const text = z.string().trim().min(1)
const port = z.coerce.number().int().min(1).max(65_535)
const httpUrl = z.url({ protocol: /^https?$/ })

/** Every variable the product reads, in one place. Unset and empty mean the same: the default. */
export const envSchema = z
  .object({
    NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
    PORT: port.default(3000),
    HOST: text.default('127.0.0.1'),
    DATA_DIR: text.default('.data'),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    PUBLIC_URL: httpUrl.optional(),
    AUTH_SECRET: z.string().min(32, 'needs at least 32 characters').optional(),
    ROLE: z.enum(['web', 'worker', 'all']).default('all'),
    SEED_ADMIN_EMAIL: z.email().optional(),
    SEED_ADMIN_PASSWORD: z.string().min(12, 'needs at least 12 characters').optional(),
    SEED_USER_EMAIL: z.email().optional(),
    SEED_USER_PASSWORD: z.string().min(12, 'needs at least 12 characters').optional(),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    RATE_LIMIT_SCALE: z.coerce.number().positive().default(1),
    TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_FROM: text.default('IntelliCV <no-reply@localhost>'),
    UPLOAD_LIMIT_BYTES: z.coerce
      .number()
      .int()
      .positive()
      .default(200 * 1024 * 1024),
    OPENAI_API_KEY: text.optional(),
    OPENAI_MODEL: text.optional(),
    OPENAI_BASE_URL: httpUrl.optional(),
    AZURE_OPENAI_API_VERSION: text.optional(),
    GEMINI_API_KEY: text.optional(),
    GEMINI_MODEL: text.optional(),
    GEMINI_BASE_URL: httpUrl.optional(),
    GROQ_API_KEY: text.optional(),
    GROQ_MODEL: text.optional(),
    GROQ_BASE_URL: httpUrl.optional(),
    CLOUDFLARE_ACCOUNT_ID: text.optional(),
    CLOUDFLARE_API_TOKEN: text.optional(),
    CLOUDFLARE_MODEL: text.optional(),
    CLOUDFLARE_BASE_URL: httpUrl.optional(),
    HUGGINGFACE_API_KEY: text.optional(),
    HUGGINGFACE_MODEL: text.optional(),
    HUGGINGFACE_BASE_URL: httpUrl.optional(),
  })
  .superRefine((value, context) => {
    if (Boolean(value.CLOUDFLARE_ACCOUNT_ID) !== Boolean(value.CLOUDFLARE_API_TOKEN)) {
      context.addIssue({
        code: 'custom',
        path: [value.CLOUDFLARE_ACCOUNT_ID ? 'CLOUDFLARE_API_TOKEN' : 'CLOUDFLARE_ACCOUNT_ID'],
        message: 'is needed beside the other Cloudflare variable',
      })
    }
  })

export type Env = z.infer<typeof envSchema>
