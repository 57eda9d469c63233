import { spawnSync } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { chromium } from '@playwright/test'
import { cleanEnvironment, findNpm } from '#lib/platform/bootstrap/node-runtime.mjs'

const root = join(import.meta.dirname, '../..')

export interface Browser {
  executablePath: string
  /** What the program needs besides our environment. */
  env?: Record<string, string>
}

/** How Chromium runs in a test: as root it has no sandbox, and it is to fetch nothing for itself. */
export const chromiumArgs = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ...['--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
]

/**
 * The Chromium of this machine: $CHROMIUM_PATH, an installed one, Playwright's own. Undefined when there is none;
 * installBrowser() gets one.
 */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): Browser | undefined {
  if (env.CHROMIUM_PATH) {
    if (isProgram(env.CHROMIUM_PATH)) return { executablePath: env.CHROMIUM_PATH }
    throw new Error(`CHROMIUM_PATH names ${env.CHROMIUM_PATH}, which is no program.`)
  }
  const executablePath = [...installedPaths(env), chromium.executablePath()].find(isProgram)
  return executablePath ? { executablePath } : unpackedBrowser()
}

function installedPaths(env: NodeJS.ProcessEnv): string[] {
  // The shell without windows first: the whole browser draws its own controls too, at twice the cost of a test.
  const names = [
    ...['chromium-headless-shell', 'chromium', 'chromium-browser'],
    ...['google-chrome', 'google-chrome-stable', 'chrome'],
  ]
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
  const known = [
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...[env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].map((folder) =>
      folder ? join(folder, 'Google/Chrome/Application/chrome.exe') : '',
    ),
  ]
  return [...onPath, ...known].filter(Boolean)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Gets a Chromium where there is none, from whoever gives one: Playwright's download, Debian's package when we are
 * root, the one packed for npm.
 *
 * @throws one line when nobody does
 */
export async function installBrowser(note: (line: string) => void): Promise<Browser> {
  note('there is no Chromium on this machine: installing one …')
  const playwright = join(root, 'node_modules', 'playwright', 'cli.js')
  run(process.execPath, [playwright, 'install', 'chromium'])
  const own = findBrowser()
  if (own && starts(own)) return own
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    run('apt-get', ['update', '-qq'])
    for (const name of ['chromium-headless-shell', 'chromium']) {
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name])
      const executablePath = `/usr/bin/${name}`
      if (isProgram(executablePath) && starts({ executablePath })) return { executablePath }
    }
  }
  const packed = await unpackFromNpm()
  if (packed && starts(packed)) return packed
  throw new Error('No Chromium can be found or installed: install Chromium or Chrome, or set CHROMIUM_PATH.')
}

function run(file: string, args: string[], cwd = root): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(file, args, { cwd, env, stdio: 'ignore', timeout: 300_000 }).status === 0
}

function onPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isProgram(join(folder, name)))
}

/** A download may be whole and still lack the system's libraries. */
function starts({ executablePath, env }: Browser): boolean {
  return (
    spawnSync(executablePath, ['--version'], { env: { ...process.env, ...env }, timeout: 20_000 }).status ===
    0
  )
}

const packedHome = join(root, '.tools', 'chromium')

function unpackedBrowser(): Browser | undefined {
  const executablePath = join(packedHome, 'chromium')
  if (!existsSync(join(packedHome, 'complete'))) return undefined
  const libraries = [join(packedHome, 'al2023', 'lib'), join(packedHome, 'lib')].find(existsSync)
  return {
    executablePath,
    env: {
      FONTCONFIG_FILE: join(packedHome, 'fonts.conf'),
      ...(libraries && { LD_LIBRARY_PATH: libraries }),
    },
  }
}

/** `@sparticuz/chromium` carries Chromium, its libraries and a font as Brotli archives. */
async function unpackFromNpm(): Promise<Browser | undefined> {
  if (process.platform !== 'linux') return undefined
  const half = `${packedHome}.new`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true })
  writeFileSync(join(half, 'package.json'), '{ "private": true }\n')
  const npm = findNpm()
  const args = ['install', '--prefix', half, '--no-save', '--ignore-scripts', '@sparticuz/chromium@147']
  const fetched = spawnSync(npm.file, [...npm.args, ...args], {
    cwd: half,
    env: cleanEnvironment() as NodeJS.ProcessEnv,
    stdio: 'ignore',
  })
  const archives = join(half, 'node_modules', '@sparticuz', 'chromium', 'bin')
  if (fetched.status !== 0 || !existsSync(join(archives, 'chromium.br'))) return undefined
  await unbrotli(join(archives, 'chromium.br'), join(half, 'chromium'))
  for (const name of ['al2023', 'swiftshader', 'fonts']) {
    if (!existsSync(join(archives, `${name}.tar.br`))) continue
    await unbrotli(join(archives, `${name}.tar.br`), join(half, `${name}.tar`))
    run('tar', ['-xf', `${name}.tar`], half)
  }
  chmodSync(join(half, 'chromium'), 0o755)
  const fonts = `<dir>${packedHome}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${packedHome}/cache</cachedir>`
  const doctype = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
  writeFileSync(join(half, 'fonts.conf'), `${doctype}<fontconfig>${fonts}</fontconfig>`)
  writeFileSync(join(half, 'complete'), '')
  rmSync(join(half, 'node_modules'), { recursive: true, force: true })
  rmSync(packedHome, { recursive: true, force: true })
  renameSync(half, packedHome)
  return unpackedBrowser()
}

async function unbrotli(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to))
}
