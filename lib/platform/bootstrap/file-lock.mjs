import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * A name for a process that stays its own when the number is given out again: on Linux its start time is part of it.
 * Elsewhere the number alone has to do.
 *
 * @param {number} pid
 * @returns {string | undefined} undefined when no such process lives (a zombie does not)
 */
export function processIdentity(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code !== 'EPERM') return undefined
  }
  if (process.platform !== 'linux') return `${pid}`
  try {
    // The command, in brackets, may hold blanks and brackets of its own: count the fields from the last bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? undefined : `${pid}-${fields[18]}`
  } catch (error) {
    return error.code === 'ENOENT' || error.code === 'ESRCH' ? undefined : `${pid}`
  }
}

/**
 * Whether the process that gave itself this name still lives.
 *
 * @param {string} identity what processIdentity() answered for it
 */
export function isAlive(identity) {
  const pid = Number.parseInt(identity, 10)
  return Number.isInteger(pid) && processIdentity(pid) === identity
}

/**
 * Takes a lock that a file stands for, waiting for the process that holds it. A lock whose holder died is taken over,
 * so kill -9 never blocks the next start.
 *
 * @param {string} path the lock file; its folder is made when missing
 * @param {{ timeoutMs?: number, onWait?: () => void }} [options] onWait is called once, when somebody else holds it
 * @returns {Promise<() => void>} gives the lock back
 * @throws when the lock is not free in time, or the folder cannot be written (error.code tells)
 */
export async function takeFileLock(path, { timeoutMs = 600_000, onWait } = {}) {
  mkdirSync(dirname(path), { recursive: true })
  const holder = `${processIdentity(process.pid)} ${randomUUID()}`
  const candidate = `${path}.${process.pid}.${randomUUID()}`
  const deadline = Date.now() + timeoutMs
  writeFileSync(candidate, holder)
  try {
    for (let waited = false; ; waited = true) {
      try {
        linkSync(candidate, path) // atomic, and the file is never seen without its content
        return () => {
          if (read(path) === holder) rmSync(path, { force: true })
        }
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      const current = read(path)
      if (current !== undefined && !isAlive(current.split(' ')[0] ?? '')) clear(path, current)
      else {
        if (!waited) onWait?.()
        if (Date.now() > deadline)
          throw new Error(`another process (${current?.split('-')[0]}) holds ${path}`)
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    }
  } finally {
    rmSync(candidate, { force: true })
  }
}

/** Removes a dead holder's lock; moving it aside first shows whether another process was quicker and took it. */
function clear(path, dead) {
  const aside = `${path}.${process.pid}.${randomUUID()}`
  try {
    renameSync(path, aside)
    if (read(aside) !== dead) linkSync(aside, path)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  }
  rmSync(aside, { force: true })
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
