import { route } from '#app/api/_wrapper.ts'
import { importData } from '#lib/series/contract.ts'
import { startUploadedImport } from '#lib/series/upload-service.ts'

export const POST = route(importData, async ({ query, actor, request }) =>
  startUploadedImport(actor, query, request),
)
