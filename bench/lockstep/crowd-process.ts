import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { CrowdCommand, CrowdReport } from './crowd.ts'

type Answer = { ok: true; answer: CrowdReport | null } | { ok: false; error: string }

/** The crowd of clients, as its parent sees it. */
export class Crowd {
  readonly #child = fork(join(import.meta.dirname, 'crowd.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })

  connect(url: string, tokens: readonly string[], { raw = false } = {}): Promise<unknown> {
    return this.#tell({ do: 'connect', url, tokens, raw })
  }

  begin(): Promise<unknown> {
    return this.#tell({ do: 'begin' })
  }

  disconnect(): Promise<unknown> {
    return this.#tell({ do: 'disconnect' })
  }

  end(): Promise<CrowdReport> {
    return this.#ask({ do: 'end' })
  }

  comeBack(events: number): Promise<CrowdReport> {
    return this.#ask({ do: 'return', events })
  }

  close(): void {
    this.#child.kill('SIGKILL')
  }

  async #ask(command: CrowdCommand): Promise<CrowdReport> {
    const report = await this.#tell(command)
    if (!report) throw new Error(`The crowd had no report of ${command.do}`)
    return report
  }

  async #tell(command: CrowdCommand): Promise<CrowdReport | null> {
    this.#child.send(command)
    const [answer] = (await once(this.#child, 'message')) as [Answer]
    if (!answer.ok) throw new Error(answer.error)
    return answer.answer
  }
}
