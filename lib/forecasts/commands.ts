import 'server-only'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { runForecasts } from './run.ts'

type CommandIo = { out(line: string): void; error(line: string): void; readonly signal?: AbortSignal }

export const forecastRunCommand = {
  name: 'forecast:run',
  usage: 'forecast:run [region …]',
  summary: 'Make the forecasts that new data call for, of all regions or of those named, now and here.',
  async run(args: readonly string[], io: CommandIo): Promise<number> {
    const result = await runForecasts(
      { ...(args.length > 0 ? { regions: args } : {}), trigger: 'manual', requestedBy: SYSTEM_ACTOR },
      io.signal ? { signal: io.signal } : {},
    )
    if (!result.ok) {
      io.error(result.error.message)
      return 1
    }
    const { regionsTotal, regionsMade, regionsUnchanged, regionsFailed, failures, elapsedMs } = result.value
    io.out(
      `${regionsTotal} regions: ${regionsMade} forecast, ${regionsUnchanged} unchanged, ${regionsFailed} failed; ${elapsedMs} ms.`,
    )
    for (const { region, reason } of failures) io.error(`${region}: ${reason}`)
    return regionsFailed > 0 ? 1 : 0
  },
}

export const forecastCommands = [forecastRunCommand]
