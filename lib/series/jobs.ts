import 'server-only'
import { rm } from 'node:fs/promises'
import { DomainException } from '#lib/core/errors.ts'
import { defineJob } from '#lib/jobs/definition.ts'
import { startJob } from '#lib/jobs/service.ts'
import { importPayloadSchema } from './schema.ts'
import { importSeriesFile, orThrow } from './service.ts'

/**
 * Imports an uploaded file, then asks for a forecast run if anything changed. Its run id is the import's id: a second
 * try after a crash finds what the first one did.
 */
export const seriesImportJob = defineJob({
  kind: 'series.import',
  payload: importPayloadSchema,
  async run(payload, context) {
    const { removeFile, ...file } = payload
    try {
      const report = orThrow(
        await importSeriesFile(
          { ...file, requestedBy: context.requestedBy },
          {
            importId: context.runId,
            signal: context.signal,
            progress: (progress) => context.progress(progress),
          },
        ),
      )
      if (report.status === 'published') {
        // Without a key: a run that is under way may have read the data before this import.
        await startJob({
          kind: 'forecast.run',
          payload: { trigger: 'import' },
          requestedBy: context.requestedBy,
        })
      }
      if (removeFile) await remove(payload.path)
      return report
    } catch (cause) {
      // What cannot be read today cannot be read tomorrow; anything else is tried again and needs its file.
      if (removeFile && cause instanceof DomainException) await remove(payload.path)
      throw cause
    }
  },
})

/** A try that was cut off after this has removed the file already. */
function remove(path: string): Promise<void> {
  return rm(path, { force: true })
}

/** Every kind of background work of this domain. */
export const seriesJobs = [seriesImportJob]
