import 'server-only'
import { cookies } from 'next/headers'
import { DENSITY_COOKIE, type Density } from '#components/data-table/density.ts'

/** The density that the person chose for tables, so that the first paint is right. */
export async function tableDensity(): Promise<Density> {
  return (await cookies()).get(DENSITY_COOKIE)?.value === 'compact' ? 'compact' : 'comfortable'
}
