import 'server-only'
import { authenticate } from '#lib/accounts/service.ts'
import { recordAction } from '#lib/audit/service.ts'
import { createApi } from '#lib/platform/http/api.ts'

/** The one wrapper of every API route, with this product's way to sign in and its audit log. */
export const route = createApi({
  async authenticate(headers) {
    const signedIn = await authenticate(headers, 'api')
    return signedIn && { actor: signedIn.actor, byCookie: signedIn.via.kind === 'session' }
  },
  audit: recordAction,
})
