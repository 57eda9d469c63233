import { defineConfig } from 'prisma/config'

// Prisma's own env() throws when a variable is unset, and `generate` needs no database.
const url = process.env.DATABASE_URL

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  ...(url ? { datasource: { url } } : {}),
})
