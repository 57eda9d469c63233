import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Fault } from './fault.mjs'

/** How long a server may take to drain before it is ended the hard way, ms. */
const drainMs = 15_000

/** A Ctrl-C that npm repeats comes within this time of the first, ms; a later one means "now". */
const repeatMs = 1_000

/** What a shell answers for a process that a signal ended. */
export function exitCodeOf(code, signal) {
  return signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)
}

/**
 * Runs a step of the preparation to its end and keeps what it prints, to be shown only when it fails.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runStep(file, args, options) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = []
    let stopped
    const stop = (signal) => {
      stopped = signal
      child.kill(signal)
    }
    process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop)
    const finish = (code, text) => {
      process.off('SIGINT', stop).off('SIGTERM', stop).off('SIGHUP', stop)
      if (stopped) process.exit(exitCodeOf(null, stopped))
      resolve({ code, output: text })
    }
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.once('error', (error) => finish(127, error.message))
    child.once('close', (code, signal) =>
      finish(exitCodeOf(code, signal), Buffer.concat(output).toString('utf8')),
    )
  })
}

/**
 * Runs a command in the foreground: the terminal is its own.
 *
 * @returns {Promise<number>} its exit code
 */
export function runForeground(file, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: 'inherit' })
    // A terminal tells the whole group of a Ctrl-C; a signal to us alone has to be passed on.
    const onInterrupt = () => process.stdin.isTTY || child.kill('SIGINT')
    const onTerminate = (signal) => child.kill(signal)
    process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate).on('SIGHUP', onTerminate)
    child.once('error', (error) => reject(new Fault(`Cannot run ${file}: ${error.message}`, 127)))
    child.once('exit', (code, signal) => resolve(exitCodeOf(code, signal)))
  })
}

/**
 * Runs a server until it ends or is told to. It lives in a process group of its own, so that it gets exactly one
 * SIGTERM, however often the terminal and npm say Ctrl-C; what it leaves behind in its group is swept up. It stops
 * when we are killed (register.mjs sees to that), and we stop when npm is.
 *
 * @param {(line: string) => void} note
 * @returns {Promise<number>} 0 when it stopped because it was told to, else its exit code
 */
export function supervise(file, args, options, note) {
  return new Promise((resolve, reject) => {
    const env = { ...options.env, INTELLICV_SUPERVISED: '1' }
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc']
    const child = spawn(file, args, { ...options, env, stdio, detached: true })
    let stoppedAt
    const stop = () => {
      if (stoppedAt === undefined) {
        stoppedAt = Date.now()
        child.kill('SIGTERM')
        setTimeout(() => sweep(child.pid), drainMs).unref()
      } else if (Date.now() - stoppedAt > repeatMs) sweep(child.pid)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
    const watch = watchParent(stop)
    child.once('error', (error) => reject(new Fault(`Cannot run ${file}: ${error.message}`, 127)))
    child.once('exit', (code, signal) => {
      clearInterval(watch)
      sweep(child.pid)
      if (stoppedAt !== undefined && (code === 0 || signal === 'SIGTERM')) resolve(0)
      else {
        if (signal) note(`The server was killed (${signal}). Start it again: what it acknowledged is kept.`)
        resolve(exitCodeOf(code, signal))
      }
    })
  })
}

/** npm's shell does not pass every signal on; that it is gone is the same message. */
function watchParent(stop) {
  if (!process.env.npm_lifecycle_event) return undefined // started by hand, perhaps to outlive its shell
  const parent = process.ppid
  return setInterval(() => process.ppid === parent || stop(), 250).unref()
}

function sweep(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error
  }
}
