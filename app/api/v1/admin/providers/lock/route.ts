import { route } from '#app/api/_wrapper.ts'
import { lockProvider } from '#lib/providers/contract.ts'
import { switchLock } from '#lib/providers/service.ts'
import { lockAnswer } from '../_answer.ts'

export const POST = route(lockProvider, async ({ actor, body }) =>
  lockAnswer(await switchLock(actor, body.provider, body.reason)),
)
