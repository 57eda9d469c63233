import { route } from '#app/api/_wrapper.ts'
import { releaseProvider } from '#lib/providers/contract.ts'
import { releaseLock } from '#lib/providers/service.ts'
import { lockAnswer } from '../_answer.ts'

export const POST = route(releaseProvider, async ({ actor, body }) =>
  lockAnswer(await releaseLock(actor, body.reason)),
)
