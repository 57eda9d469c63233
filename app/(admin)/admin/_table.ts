import 'server-only'
import { cookies } from 'next/headers'
import type { Density } from '#components/data-table/data-table.tsx'

/** The density that the person chose for tables, so that the first paint is right. */
export async function tableDensity(): Promise<Density> {
  return (await cookies()).get('density')?.value === 'compact' ? 'compact' : 'comfortable'
}
