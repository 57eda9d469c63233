import 'server-only'
import type { Actor } from '#lib/core/actor.ts'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { startJob } from '#lib/jobs/service.ts'
import { receiveUpload, removeUpload } from '#lib/platform/storage/uploads.ts'
import type { ImportPayload } from './schema.ts'
import type { ImportUploadQuery } from './upload-schema.ts'

/**
 * Receives a file of time series from staff and starts the job that reads it; the job removes the file when it is
 * done. Errors: `forbidden`, and those of `receiveUpload`.
 */
export async function startUploadedImport(
  actor: Actor,
  query: ImportUploadQuery,
  request: Request,
): Promise<Result<{ job_id: string }, DomainError>> {
  if (actor.role === 'user') return err(domainError('forbidden', 'Only staff may import data.'))
  const upload = await receiveUpload(request)
  if (!upload.ok) return upload
  const payload: ImportPayload = {
    path: upload.value.path,
    fileName: query.fileName,
    sourceId: query.source,
    ...(query.metric ? { metric: query.metric } : {}),
    removeFile: true,
  }
  try {
    const started = await startJob({ kind: 'series.import', payload, requestedBy: actor })
    if (!started.ok) await removeUpload(upload.value)
    return started.ok ? ok({ job_id: started.value.runId }) : started
  } catch (cause) {
    await removeUpload(upload.value)
    throw cause
  }
}
