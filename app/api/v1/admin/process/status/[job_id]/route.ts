import { route } from '#app/api/_wrapper.ts'
import { getJob as contract } from '#lib/jobs/contract.ts'
import { getJob } from '#lib/jobs/service.ts'

export const GET = route(contract, async ({ params, actor }) => getJob(actor, params.job_id))
