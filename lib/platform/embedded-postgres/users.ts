import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive, processIdentity } from '../bootstrap/file-lock.mjs'

/**
 * The processes that use one embedded Postgres, as files named after them. Whoever started it, the last one to leave
 * stops it; a process that was killed no longer counts. Call only while holding the lock of that Postgres.
 */
export class Users {
  #folder: string
  #self: string

  /** @param self told apart by a suffix when one process uses the same Postgres twice */
  constructor(dataDir: string, suffix = '') {
    this.#folder = join(dataDir, 'postgres.users')
    this.#self = `${processIdentity(process.pid)}${suffix}`
  }

  join(): void {
    mkdirSync(this.#folder, { recursive: true })
    writeFileSync(join(this.#folder, this.#self), '')
  }

  /** @returns true when no living process is left */
  leave(): boolean {
    rmSync(join(this.#folder, this.#self), { force: true })
    return this.others() === 0
  }

  /** How many others live; the files of dead ones are cleared away. */
  others(): number {
    let count = 0
    for (const name of readNames(this.#folder)) {
      if (name === this.#self) continue
      if (isAlive(name.split('.')[0] ?? '')) count++
      else rmSync(join(this.#folder, name), { force: true })
    }
    return count
  }
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
