import 'server-only'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { startJob } from '#lib/jobs/service.ts'
import { METRICS, type Metric } from './schema.ts'
import { importSeriesFile } from './service.ts'

/** What a command of the command line talks through. It answers its exit code. */
export type CommandIo = {
  out(line: string): void
  error(line: string): void
  readonly signal?: AbortSignal
}

export const dataImportCommand = {
  name: 'data:import',
  usage: 'data:import <source> <file> [cases|deaths]',
  summary: 'Import a publisher’s file, gzip or not. Sources: jhu (or jhu-csse).',
  async run(args: readonly string[], io: CommandIo): Promise<number> {
    const [sourceId, path, metric] = args
    if (!sourceId || !path || args.length > 3 || (metric !== undefined && !isMetric(metric))) {
      io.error(`Usage: ${this.usage}`)
      return 2
    }
    const found = await stat(path).catch(() => null)
    if (!found?.isFile()) {
      io.error(`There is no file ${path}.`)
      return 1
    }
    const result = await importSeriesFile(
      { path, fileName: basename(path), sourceId, metric, requestedBy: SYSTEM_ACTOR },
      io.signal ? { signal: io.signal } : {},
    )
    if (!result.ok) {
      io.error(result.error.message)
      return 1
    }
    const report = result.value
    const count = (value: number) => value.toLocaleString('en')
    io.out(
      `${count(report.rowsRead)} rows read, ${count(report.rowsRefused)} refused; ${count(report.regions)} regions, ${report.firstDay} to ${report.lastDay}.`,
    )
    io.out(
      `${count(report.pointsStored)} values new, ${count(report.pointsChanged)} changed, ${count(report.pointsUnchanged)} unchanged; ${count(report.elapsedMs)} ms.`,
    )
    for (const { kind, count: times, series } of report.corrections) {
      io.out(`${kind}: ${count(times)} times in ${count(series)} series (kept as published).`)
    }
    for (const { line, reason } of report.refusals) io.error(`line ${line}: ${reason}`)
    const more = report.rowsRefused - report.refusals.length
    if (more > 0) io.error(`… and ${count(more)} more.`)
    if (report.status === 'published') {
      await startJob({ kind: 'forecast.run', payload: { trigger: 'import' }, requestedBy: SYSTEM_ACTOR })
      io.out('A forecast run is in the queue.')
    }
    return 0
  },
}

function isMetric(text: string): text is Metric {
  return (METRICS as readonly string[]).includes(text)
}

export const seriesCommands = [dataImportCommand]
