import { route } from '#app/api/_wrapper.ts'
import { issueToken } from '#lib/accounts/contract.ts'
import { issueTokens, refreshTokens } from '#lib/accounts/service.ts'

export const POST = route(issueToken, async ({ body, address }) =>
  'refresh_token' in body ? refreshTokens(body.refresh_token, address) : issueTokens(body, address),
)
