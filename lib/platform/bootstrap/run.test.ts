import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { makeTemporaryFolder, removeFolder } from '../testing/temporary-folder.ts'
import { processIdentity } from './file-lock.mjs'

const cleanups: (() => unknown)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

/** A project with no packages and no pages, and with these entry points, on our bootstrap. */
function project(files: Record<string, string>): string {
  const root = makeTemporaryFolder('bootstrap')
  cleanups.push(() => removeFolder(root))
  cpSync(import.meta.dirname, join(root, 'lib/platform/bootstrap'), { recursive: true })
  const manifest = { name: 'small', version: '1.0.0', type: 'module', scripts: { start: command('start') } }
  const lock = { name: 'small', version: '1.0.0', lockfileVersion: 3, packages: { '': manifest } }
  const all = {
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify(lock),
    ...files,
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  mkdirSync(join(root, 'node_modules'))
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: {} }))
  return root
}

function command(name: string): string {
  return `exec node lib/platform/bootstrap/run.mjs ${name}`
}

function run(root: string, args: string[], env: Record<string, string> = {}) {
  const script = join(root, 'lib/platform/bootstrap/run.mjs')
  return spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  })
}

const server = `
  import 'server-only'
  const mode: string | undefined = process.env.NODE_ENV
  process.on('SIGINT', () => console.log('interrupted'))
  process.on('SIGTERM', () => { console.log('drained'); process.exit(0) })
  setInterval(() => {}, 1000)
  console.log('serving ' + mode + ' as ' + process.pid)
`

/** `npm start`, in a process group of its own as a shell with a terminal makes it. */
async function npmStart(root: string) {
  const child = spawn('npm', ['start'], { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  cleanups.push(() => child.kill('SIGKILL'))
  let output = ''
  const served = new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const pid = /serving \w+ as (\d+)/.exec(output)?.[1]
        if (pid) resolve(Number(pid))
      })
    child.once('exit', () => reject(new Error(output)))
  })
  return { child, server: await served, output: () => output }
}

async function exitOf(child: ChildProcess): Promise<number | string> {
  const [code, signal] = await once(child, 'exit')
  return code ?? signal
}

const gone = (pid: number) =>
  expect.poll(() => processIdentity(pid), { timeout: 5_000, interval: 10 }).toBeUndefined()

describe('npm start', () => {
  const files = { 'lib/platform/server/main.ts': server }

  test('serves for production, and one Ctrl-C for all ends it once, well, with nothing left behind', async () => {
    const { child, server, output } = await npmStart(project(files))
    expect(output()).toContain('serving production')
    process.kill(-(child.pid as number), 'SIGINT')
    expect(await exitOf(child)).toBe(0)
    await gone(server)
    expect(output().match(/drained/g)).toHaveLength(1)
    expect(output()).not.toContain('interrupted')
  })

  test('ends as well when npm alone is told to', async () => {
    const { child, server, output } = await npmStart(project(files))
    child.kill('SIGTERM')
    expect(await exitOf(child)).toBe(0)
    await gone(server)
    expect(output()).toContain('drained')
  })

  test('takes the server along when npm is killed', async () => {
    const { child, server } = await npmStart(project(files))
    child.kill('SIGKILL')
    await gone(server)
  })

  test('does not hang when the server is killed, and says so', async () => {
    const { child, server, output } = await npmStart(project(files))
    process.kill(server, 'SIGKILL')
    expect(await exitOf(child)).toBe(137)
    expect(output()).toContain('The server was killed (SIGKILL)')
  })
})

describe('a command', () => {
  test('prints what it prints and nothing else, under Node’s own TypeScript, with its arguments and exit code', () => {
    const root = project({
      'lib/platform/cli/main.ts': `
        import 'server-only'
        console.log(JSON.stringify(process.argv.slice(2) satisfies string[]))
        process.exitCode = 3`,
    })
    const { status, stdout, stderr } = run(root, ['cli', 'a b', '--c'])
    expect({ status, stdout, stderr }).toEqual({ status: 3, stdout: '["a b","--c"]\n', stderr: '' })
  })

  test('that does not exist is answered with those that do', () => {
    const { status, stderr } = run(project({}), ['launch'])
    expect(status).toBe(2)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain('start, dev, bench, cli, test, tool')
  })
})

describe('packages are installed', () => {
  const files = { 'lib/platform/cli/main.ts': 'console.log("ran")' }

  test('not again, when they are those that the lockfile lists', () => {
    const root = project(files)
    expect(run(root, ['cli'], { PATH: '' }).stderr).toBe('')
    expect(existsSync(join(root, 'node_modules/.intellicv-lock'))).toBe(true)
  })

  test('when the lockfile lists others, once for two starts at a time', async () => {
    const root = project(files)
    const npm = join(root, 'npm-cli.js')
    writeFileSync(
      npm,
      `require('fs').appendFileSync(${JSON.stringify(join(root, 'calls'))}, process.argv[2] + '\\n')`,
    )
    writeFileSync(
      join(root, 'package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/x': { version: '1' } } }),
    )
    writeFileSync(join(root, 'package.json'), '{}')
    const script = join(root, 'lib/platform/bootstrap/run.mjs')
    const env = { ...process.env, NODE_OPTIONS: '', npm_execpath: npm }
    const starts = [1, 2].map(() => spawn(process.execPath, [script, 'cli'], { env, stdio: 'ignore' }))
    expect(await Promise.all(starts.map(exitOf))).toEqual([0, 0])
    expect(readFileSync(join(root, 'calls'), 'utf8')).toBe('ci\n')
  })

  test('or it is said in one line why not', () => {
    const root = project(files)
    const npm = join(root, 'npm-cli.js')
    writeFileSync(npm, `console.error('npm error code E404\\nnpm error 404 x is not there'); process.exit(1)`)
    writeFileSync(
      join(root, 'package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/x': { version: '1' } } }),
    )
    const { status, stderr } = run(root, ['cli'], { npm_execpath: npm })
    expect(status).toBe(1)
    expect(stderr).toBe('installing the packages …\nnpm cannot install the packages: 404 x is not there\n')
  })

  test.skipIf(process.getuid?.() === 0)('or that the folder cannot be written', () => {
    const root = project(files)
    chmodSync(root, 0o555)
    const { status, stderr } = run(root, ['cli'])
    chmodSync(root, 0o755)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^Cannot write to .*\.tools \(EACCES\): .*\n$/)
  })
})

test('a tool runs under the same Node, with its arguments', () => {
  const root = project({})
  mkdirSync(join(root, 'node_modules/.bin'))
  const tool = join(root, 'node_modules/.bin/tell')
  writeFileSync(tool, '#!/usr/bin/env node\nconsole.log(process.version, process.argv.slice(2).join())')
  chmodSync(tool, 0o755)
  expect(run(root, ['tool', 'tell', 'x', '-y']).stdout).toBe(`${process.version} x,-y\n`)
  expect(run(root, ['tool', 'absent']).status).toBe(127)
})
