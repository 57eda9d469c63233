import { route } from '#app/api/_wrapper.ts'
import { updateUser } from '#lib/accounts/contract.ts'
import { readPersonUpdate } from '#lib/accounts/person-update.ts'
import { syncUserData } from '#lib/accounts/service.ts'

export const PUT = route(updateUser, async ({ params, body, headers, actor }) => {
  const update = readPersonUpdate(body, headers)
  return update.ok ? syncUserData(actor, params.user_id, update.value) : update
})
