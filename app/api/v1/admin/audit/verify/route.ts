import { route } from '#app/api/_wrapper.ts'
import { verifyAudit } from '#lib/audit/contract.ts'
import { verifyAuditLog } from '#lib/audit/service.ts'
import { ok } from '#lib/core/result.ts'

export const GET = route(verifyAudit, async () => ok(await verifyAuditLog()))
