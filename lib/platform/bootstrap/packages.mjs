import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from './fault.mjs'
import { cleanEnvironment, findNpm, lockTools, nodeVersion, npmReason } from './node-runtime.mjs'
import { runStep } from './processes.mjs'

const stampName = '.intellicv-lock'

/**
 * Installs what package-lock.json lists, unless it is installed already. Two starts at once install once.
 *
 * @param {string} root the project
 * @param {string} node the Node to install under
 * @param {(line: string) => void} note
 */
export async function ensurePackages(root, node, note) {
  if (isInstalled(root, node)) return
  const release = await lockTools(root, 'install', () =>
    note('waiting for another process to install the packages …'),
  )
  try {
    if (isInstalled(root, node)) return
    if (!matchesLockfile(root)) {
      note('installing the packages …')
      const npm = findNpm(node)
      const result = await runStep(npm.file, [...npm.args, 'ci', '--no-audit', '--no-fund'], {
        cwd: root,
        env: cleanEnvironment(),
      })
      if (result.code !== 0) throw new Fault(`npm cannot install the packages: ${npmReason(result)}`)
    }
    writeFileSync(join(root, 'node_modules', stampName), expectedStamp(root, node))
  } finally {
    release()
  }
}

function isInstalled(root, node) {
  return read(join(root, 'node_modules', stampName)) === expectedStamp(root, node)
}

/** The lockfile's content and what else decides which packages fit: packages with native code differ by these. */
function expectedStamp(root, node) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return `${lock} ${process.platform} ${process.arch} ${nodeVersion(node).split('.')[0]}`
}

/** Whether somebody's own `npm install` left just what the lockfile lists; npm notes what it installed. */
function matchesLockfile(root) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const found = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (!wanted || !found) return false
  const paths = Object.keys(wanted).filter((path) => path !== '')
  return (
    paths.every((path) =>
      found[path] ? found[path].version === wanted[path].version : wanted[path].optional || wanted[path].peer,
    ) && Object.keys(found).every((path) => path in wanted)
  )
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
