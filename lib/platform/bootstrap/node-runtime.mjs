import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { Fault } from './fault.mjs'
import { takeFileLock } from './file-lock.mjs'
import { runStep } from './processes.mjs'

/** The major version to fetch where the machine's Node cannot run the project. */
const major = 24

/** Whether this Node runs TypeScript as it is: 22.18 or later, the odd 23 left out. */
export function isNewEnough(version) {
  const [first = 0, second = 0] = version.replace(/^v/, '').split('.').map(Number)
  return first > 23 || (first === 22 && second >= 18)
}

/**
 * The Node that everything of the project runs under: the one that runs us when it is new enough, else one from npm,
 * fetched once into .tools. It comes from the package that holds only the program, for npm may block install scripts.
 *
 * @param {string} root the project
 * @param {(line: string) => void} note
 * @returns {Promise<string>} the path of the program
 */
export async function findNode(root, note) {
  if (isNewEnough(process.version)) return process.execPath
  const home = join(root, '.tools', `node-${major}`)
  const program = join(home, 'node_modules', packageName(), 'bin', 'node')
  if (existsSync(program)) return program
  const release = await lockTools(root, 'node')
  try {
    if (existsSync(program)) return program // another start was quicker
    note(`fetching Node ${major} (this is Node ${process.version.slice(1)}) …`)
    await fetchNode(home)
  } finally {
    release()
  }
  return program
}

/** The file lock `.tools/<name>.lock`; a folder that cannot be written is told in one line. */
export async function lockTools(root, name, onWait) {
  try {
    return await takeFileLock(join(root, '.tools', `${name}.lock`), { onWait })
  } catch (error) {
    throw new Fault(
      `Cannot write to ${join(root, '.tools')} (${error.code ?? error.message}): change its owner or free some space.`,
    )
  }
}

function packageName() {
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  return `${prefix}-${process.platform}-${process.arch}`
}

async function fetchNode(home) {
  const half = `${home}.new`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true })
  writeFileSync(join(half, 'package.json'), '{ "private": true }\n')
  const npm = findNpm()
  const args = ['install', '--prefix', half, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
  const result = await runStep(npm.file, [...npm.args, ...args, `${packageName()}@${major}`], {
    cwd: half,
    env: cleanEnvironment(),
  })
  const program = join(half, 'node_modules', packageName(), 'bin', 'node')
  const works =
    result.code === 0 && spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v')
  if (!works) {
    rmSync(half, { recursive: true, force: true })
    throw new Fault(
      `Cannot get Node ${major} from npm (${npmReason(result)}): install Node ${major} yourself and start again.`,
    )
  }
  rmSync(home, { recursive: true, force: true })
  renameSync(half, home)
}

/**
 * How to run npm. Its own script, where it is found, can be run by any Node.
 *
 * @param {string} [node] the Node to run it with
 */
export function findNpm(node = process.execPath) {
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  const script = [process.env.npm_execpath, beside].find(
    (path) => path?.endsWith('npm-cli.js') && existsSync(path),
  )
  return script ? { file: node, args: [script] } : { file: 'npm', args: [] }
}

/** What npm said, in one line. */
export function npmReason({ code, output }) {
  const errors = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line) && !/log of this run|^npm \S+ *$/.test(line))
  const telling = errors.filter((line) => !/\b(code|errno|syscall)\b/.test(line))
  const line = telling[0] ?? errors[0] ?? output.trim().split('\n').at(-1) ?? ''
  return line.replace(/^npm (error|ERR!) */, '').trim() || `npm ended with ${code}`
}

/** Our environment without what npm told its script: a nested npm would take it for its own settings. */
export function cleanEnvironment(env = process.env) {
  const kept = Object.entries(env).filter(
    ([name]) => !/^npm_(config_|package_|lifecycle_|command$|execpath$)/.test(name),
  )
  return { ...Object.fromEntries(kept), ...registrySettings(env) }
}

/** The settings that say where packages come from and by which way stay. */
function registrySettings(env) {
  const names =
    /^npm_config_(\/\/.*|.*registry|.*proxy|cafile|cache|offline|prefer_offline|userconfig|globalconfig|strict_ssl|fetch_.*)$/
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.test(name)))
}

/** The environment for what runs under that Node: it and the project's tools come first on the PATH. */
export function environmentFor(node, root) {
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter)
  return { ...process.env, PATH: path }
}

/** The version of a Node program, without starting it when it is ours. */
export function nodeVersion(node) {
  if (node === process.execPath) return process.version
  const manifest = join(dirname(node), '..', 'package.json')
  return `v${JSON.parse(readFileSync(manifest, 'utf8')).version}`
}
