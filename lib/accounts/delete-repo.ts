import 'server-only'
import type { Sql } from '#lib/platform/db/sql.ts'

/** What has to be known of a person before they can go: what they are, and how far each of their records has got. */
export type Leaving = {
  role: string
  status: string
  user: number
  profile: number
  preferences: number
}

/** Null when there is nobody of this id. For whoever holds the locks of the person's records. */
export async function readLeaving(sql: Sql, id: string): Promise<Leaving | null> {
  const [row] = await sql.rows<Leaving>({
    text: `
      SELECT u.role, u.status, u.version AS user,
             coalesce(p.version, 0) AS profile, coalesce(s.version, 0) AS preferences
      FROM "user" u LEFT JOIN profile p ON p.user_id = u.id LEFT JOIN preferences s ON s.user_id = u.id
      WHERE u.id = $1`,
    values: [id],
  })
  return row ?? null
}

/**
 * Deletes a person. Sessions, ways to sign in, refresh tokens, profile and preferences go with the row; links for a new
 * password, which know their person by id alone, go by name.
 */
export async function deletePerson(sql: Sql, id: string): Promise<void> {
  const values = [id]
  await sql.rows({ text: 'DELETE FROM "user" WHERE id = $1', values })
  // The identifier is better-auth's.
  await sql.rows({
    text: `DELETE FROM verification WHERE identifier LIKE 'reset-password:%' AND value = $1`,
    values,
  })
}
