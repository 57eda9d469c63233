import { route } from '#app/api/_wrapper.ts'
import { cancelJob as contract } from '#lib/jobs/contract.ts'
import { cancelJob } from '#lib/jobs/service.ts'

export const POST = route(contract, async ({ params, actor }) => cancelJob(actor, params.job_id))
