import 'server-only'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type DomainError, domainError } from '#lib/core/errors.ts'
import { newId } from '#lib/core/ids.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { env } from '#lib/platform/config/env.ts'

/** A file as somebody sent it, on this machine, under a name of ours. Whoever received it has to remove it. */
export type Upload = { readonly id: string; readonly path: string; readonly bytes: number }

/** A job may wait a while for its file; one that nobody has touched for so long has lost its job. */
const STRANDED_AFTER_MS = 2 * 24 * 60 * 60 * 1_000

/**
 * Writes a request's body to the uploads folder as it comes, never more than a chunk of it in memory. A body that is
 * said to be too large is refused before it is read, one that turns out so as soon as it does; of a body that breaks
 * off or is refused, nothing stays.
 *
 * Errors: `too-large` (over UPLOAD_LIMIT_BYTES), `invalid` (empty, broken off), `unavailable` (the disk is full).
 */
export async function receiveUpload(request: Request): Promise<Result<Upload, DomainError>> {
  const limit = env().UPLOAD_LIMIT_BYTES
  if (Number(request.headers.get('content-length') ?? 0) > limit) return err(tooLarge(limit))
  const folder = uploadsFolder()
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const id = newId()
  const path = join(folder, id)
  const written = await writeBody(request, path, limit).catch(async (cause: unknown) => {
    await rm(path, { force: true })
    throw cause
  })
  if (!written.ok) {
    await rm(path, { force: true })
    return written
  }
  return ok({ id, path, bytes: written.value })
}

async function writeBody(
  request: Request,
  path: string,
  limit: number,
): Promise<Result<number, DomainError>> {
  const file = await open(path, 'wx', 0o600)
  const reader = request.body?.getReader()
  let bytes = 0
  try {
    for (;;) {
      const chunk = await reader?.read().catch(() => 'broken' as const)
      if (chunk === 'broken')
        return err(domainError('invalid', 'The upload broke off; nothing was kept. Send it again.'))
      if (!chunk?.value) break
      bytes += chunk.value.byteLength
      if (bytes > limit) return err(tooLarge(limit))
      await file.writeFile(chunk.value)
    }
    return bytes > 0 ? ok(bytes) : err(domainError('invalid', 'The file is empty: choose another one.'))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause
    return err(
      domainError('unavailable', 'The server’s disk is full: tell its operator. Nothing was kept.', {
        retryAfterS: 600,
      }),
    )
  } finally {
    // Not cancelled: that would cut the connection before the refusal is sent.
    reader?.releaseLock()
    await file.close()
  }
}

/** Removes a received file; one that is gone already is fine. */
export function removeUpload(upload: Upload): Promise<void> {
  return rm(upload.path, { force: true })
}

/** Removes what a crash or a cancelled job has left in the uploads folder. Answers how many files that were. */
export async function removeStrandedUploads(now: Date): Promise<number> {
  const names = await readdir(uploadsFolder()).catch(() => [])
  let removed = 0
  for (const name of names) {
    const path = join(uploadsFolder(), name)
    const found = await stat(path).catch(() => null)
    if (!found || now.getTime() - found.mtimeMs < STRANDED_AFTER_MS) continue
    await rm(path, { force: true })
    removed++
  }
  return removed
}

function uploadsFolder(): string {
  return resolve(env().DATA_DIR, 'uploads')
}

function tooLarge(limit: number): DomainError {
  const megabytes = Math.round(limit / 1024 / 1024)
  return domainError(
    'too-large',
    `A file may have at most ${megabytes >= 1 ? `${megabytes} MB` : `${limit} bytes`}. Compress it (gzip), or send it in parts.`,
    { details: { limitBytes: limit } },
  )
}
