import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { StartFault } from './start-fault.ts'

const recordSchema = z.strictObject({
  /** The port used last; kept, so that a tool connected by hand finds the database again. */
  port: z.int().min(1).max(65535),
  password: z.string().min(16),
  /** The folder that holds the database, absolute when it had to be put elsewhere, else absent. */
  folder: z.string().optional(),
})

/** What DATA_DIR/postgres.json remembers between starts. Only its owner can read it: it holds the password. */
export type PostgresRecord = z.infer<typeof recordSchema>

const fileName = 'postgres.json'

/** The record kept in this DATA_DIR; undefined on a first start. */
export function readRecord(dataDir: string): PostgresRecord | undefined {
  const path = join(dataDir, fileName)
  if (!existsSync(path)) return undefined
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new StartFault(
      `Cannot read ${path} (${(error as NodeJS.ErrnoException).code}): start as its owner.`,
    )
  }
  try {
    return recordSchema.parse(JSON.parse(text))
  } catch {
    throw new StartFault(`${path} is damaged: remove it and start again; the data are kept.`)
  }
}

/** Replaces the record at once: a crash leaves the old one or the new one, never half of it. */
export function writeRecord(dataDir: string, record: PostgresRecord): void {
  const path = join(dataDir, fileName)
  const half = `${path}.${process.pid}`
  writeFileSync(half, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  chmodSync(half, 0o600)
  renameSync(half, path)
}

export function generatePassword(): string {
  return randomBytes(24).toString('base64url')
}

/** Makes DATA_DIR and proves that it can be written. */
export function makeDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true })
  const probe = join(dataDir, `.probe-${process.pid}`)
  writeFileSync(probe, '')
  rmSync(probe)
}

const notWritable = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST', 'EIO'])

/** The error of a file operation in DATA_DIR as the one line that it means to people; others stay what they are. */
export function explainFileError(error: unknown, dataDir: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException
  if (error instanceof StartFault || !notWritable.has(code)) return error
  return new StartFault(
    `DATA_DIR ${dataDir} cannot be written (${code}): free some space, change its owner, or set DATA_DIR to another folder.`,
  )
}
