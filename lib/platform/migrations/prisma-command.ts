import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, resolve } from 'node:path'

const require = createRequire(import.meta.url)

/** The project's root: Prisma reads prisma.config.ts there. */
export const projectRoot = resolve(import.meta.dirname, '../../..')

/**
 * How to run Prisma's CLI: under this Node, over its native schema engine where that was downloaded and over the
 * stand-in beside this file where it was not.
 *
 * @param databaseUrl the database that the command works on, when it works on one
 */
export function prismaCommand(args: readonly string[], databaseUrl?: string) {
  return {
    file: process.execPath,
    args: [require.resolve('prisma/build/index.js'), ...args],
    options: {
      cwd: projectRoot,
      env: {
        ...process.env,
        ...(databaseUrl && { DATABASE_URL: databaseUrl }),
        ...schemaEngine(),
        // The stand-in is a script: `node` must mean this Node.
        PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      },
    },
  }
}

function schemaEngine(): { PRISMA_SCHEMA_ENGINE_BINARY?: string } {
  if (process.env.PRISMA_SCHEMA_ENGINE_BINARY || hasNativeEngine()) return {}
  const standIn = join(import.meta.dirname, 'schema-engine', 'schema-engine')
  if (!(statSync(standIn).mode & 0o100)) chmodSync(standIn, 0o755) // an archive may have lost the mode
  return { PRISMA_SCHEMA_ENGINE_BINARY: standIn }
}

function hasNativeEngine(): boolean {
  const folder = join(projectRoot, 'node_modules', '@prisma', 'engines')
  return (
    existsSync(folder) &&
    readdirSync(folder).some((name) => /^schema-engine-.*(?<!\.(gz|sha256|tmp))$/.test(name))
  )
}
