import 'server-only'
import { inSqlTransaction } from '#lib/platform/db/transaction.ts'
import { renewEpoch } from './log-repo.ts'

/** What a command of the command line talks through. */
type CommandIo = { out(line: string): void; error(line: string): void; readonly signal?: AbortSignal }

export const newEpochCommand = {
  name: 'lockstep:new-epoch',
  usage: 'lockstep:new-epoch',
  summary: 'After the database was put back to an earlier state: every page reads everything anew.',
  async run(args: readonly string[], io: CommandIo): Promise<number> {
    if (args.length > 0) {
      io.error(`Usage: ${this.usage}`)
      return 2
    }
    io.out(
      `The history begins anew as ${await inSqlTransaction(renewEpoch)}. Pages that are open hear of it within a second.`,
    )
    return 0
  },
}

export const bridgeCommands = [newEpochCommand]
