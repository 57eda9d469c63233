import 'server-only'
import { cache } from 'react'
import { requireAdminPage } from '#lib/accounts/session.ts'
import { currentPlace } from '#lib/bridge/service.ts'

/** Where the log stood when this request began; layout and page share it. */
const requestPlace = cache(currentPlace)

/**
 * Opens a page of the admin portal: who looks, and where the log stood before anything of the page was read. A layout
 * and its page render side by side, so each waits for the place before it reads.
 */
export async function openAdminPage(path: string) {
  const session = await requireAdminPage(path)
  return { ...session, place: await requestPlace() }
}
