import { route } from '#app/api/_wrapper.ts'
import { deleteUser as contract } from '#lib/accounts/contract.ts'
import { deleteUser } from '#lib/accounts/delete-service.ts'
import { ok } from '#lib/core/result.ts'

export const DELETE = route(contract, async ({ params, actor, requestId }) => {
  const deleted = await deleteUser(actor, params.user_id, { requestId })
  return deleted.ok ? ok({ success: true as const, ...deleted.value }) : deleted
})
