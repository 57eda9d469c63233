import { route } from '#app/api/_wrapper.ts'
import { listJobs as contract } from '#lib/jobs/contract.ts'
import { listJobs } from '#lib/jobs/service.ts'

export const GET = route(contract, async ({ query, actor }) => listJobs(actor, query))
