import { z } from 'zod'
import { METRICS } from './schema.ts'
import { SOURCES } from './sources.ts'

const sources = SOURCES.filter(({ kind }) => kind === 'real').map(({ id }) => id)

/** What is said of an uploaded file, in the address; its body is the file and nothing else. */
export const importUploadQuerySchema = z.strictObject({
  fileName: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^[^\p{Cc}/\\]+$/u, 'must be a name without a path')
    .meta({
      description: 'What people know the file by. It is stored under a name of ours.',
      example: 'cases.csv',
    }),
  source: z
    .enum(['jhu', ...sources])
    .default('jhu-csse')
    .transform((source) => (source === 'jhu' ? 'jhu-csse' : source))
    .meta({ description: 'Whose file it is. `jhu` is short for `jhu-csse`.', example: 'jhu-csse' }),
  metric: z
    .enum(METRICS)
    .optional()
    .meta({ description: 'What a wide file counts, when its name does not say so.' }),
})

export type ImportUploadQuery = z.infer<typeof importUploadQuerySchema>
