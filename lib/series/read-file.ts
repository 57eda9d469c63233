import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createGunzip } from 'node:zlib'
import { CsvError, type Info, parse } from 'csv-parse'
import { type DomainError, DomainException, domainError } from '#lib/core/errors.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { dayOf, dayOfDate } from './days.ts'
import { detectShape } from './file-shape.ts'
import { READ_LIMITS, type ReadLimits, type ReadResult, RowReader } from './row-reader.ts'
import type { FileFormat, Metric } from './schema.ts'

export type FileLimits = ReadLimits & { readonly maxFileBytes: number; readonly maxTextBytes: number }

export const FILE_LIMITS: FileLimits = {
  ...READ_LIMITS,
  maxFileBytes: 256 * 1024 * 1024,
  maxTextBytes: 512 * 1024 * 1024,
}

export type ReadProgress = { readonly bytesRead: number; readonly bytesTotal: number; readonly rows: number }

export type FileReading = ReadResult & {
  readonly format: FileFormat
  readonly sha256: string
  readonly bytes: number
}

const FIRST_DAY = dayOf(1990, 1, 1) as number
const MAX_LINE_BYTES = 1_000_000
const ROWS_PER_TURN = 100

/**
 * Reads a publisher's file as a stream, gzip or not (told by its first bytes, not by its name), with memory that
 * depends on regions × days and not on the file's length.
 *
 * Errors: `invalid` (empty, wrong header, broken gzip, not UTF-8, no usable line), `too-large` (bytes before or
 * after decompression, values, regions), `unsupported` (a zip or spreadsheet). Each says what to do. An abort
 * through the signal throws.
 */
export async function readSeriesFile(
  file: { readonly path: string; readonly fileName: string; readonly metric?: Metric | undefined },
  options: {
    readonly now: Date
    readonly limits?: FileLimits
    readonly signal?: AbortSignal | undefined
    readonly onProgress?: ((progress: ReadProgress) => void) | undefined
  },
): Promise<Result<FileReading, DomainError>> {
  const limits = options.limits ?? FILE_LIMITS
  const { size } = await stat(file.path)
  if (size === 0) return err(domainError('invalid', 'The file is empty: choose another one.'))
  if (size > limits.maxFileBytes) return err(tooManyBytes('The file is', size, limits.maxFileBytes))
  const kind = kindOf(await firstBytes(file.path))
  if (kind === 'zip') {
    return err(
      domainError(
        'unsupported',
        'This is a zip archive or a spreadsheet. Unpack it, or save it as CSV (gzip is fine), and import that.',
      ),
    )
  }
  if (kind === 'utf-16') return err(notUtf8())

  const bounds = { firstDay: FIRST_DAY, lastDay: dayOfDate(options.now) + 1 }
  const hash = createHash('sha256')
  let bytesRead = 0
  let format: FileFormat | null = null
  let reader: RowReader | null = null

  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytesRead += chunk.length
      options.onProgress?.({ bytesRead, bytesTotal: size, rows: reader?.rows ?? 0 })
      done(null, chunk)
    },
  })
  const csv = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_LINE_BYTES,
  })
  const takeRows = async (records: AsyncIterable<{ record: string[]; info: Info }>) => {
    for await (const { record, info } of records) {
      if (reader === null) {
        const shape = detectShape(record, { fileName: file.fileName, metric: file.metric, ...bounds })
        if (!shape.ok) throw new DomainException(shape.error)
        format = shape.value.format
        reader = new RowReader(shape.value, bounds, limits)
        continue
      }
      const failure = reader.read(record, info.lines)
      if (failure) throw new DomainException(failure)
      // Parsing runs ahead of everything else in this process unless it pauses now and then.
      if (reader.rows % ROWS_PER_TURN === 0) await nextTurn()
    }
  }

  try {
    const source = createReadStream(file.path)
    const text = textGuard(limits.maxTextBytes)
    const pipeOptions = options.signal ? { signal: options.signal } : {}
    if (kind === 'gzip') await pipeline(source, meter, createGunzip(), text, csv, takeRows, pipeOptions)
    else await pipeline(source, meter, text, csv, takeRows, pipeOptions)
  } catch (error) {
    options.signal?.throwIfAborted()
    const known = asDomainError(error)
    if (known) return err(known)
    throw error
  }
  const finished = (reader as RowReader | null)?.finish()
  if (!finished || format === null) {
    return err(domainError('invalid', 'The file holds no text: choose another one.'))
  }
  if (finished.series.length === 0) return err(nothingUsable(finished))
  return ok({ ...finished, format, sha256: hash.digest('hex'), bytes: size })
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

function kindOf(head: Buffer): 'gzip' | 'zip' | 'utf-16' | 'text' {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] ?? 9) < 9) return 'zip'
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return 'utf-16'
  return 'text'
}

/** Lets text through, unless it grows beyond the limit (a small gzip can hold a huge file) or is not UTF-8. */
function textGuard(maxBytes: number): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > maxBytes) {
        done(new DomainException(tooManyBytes('Unpacked, the file is over', maxBytes, maxBytes)))
        return
      }
      try {
        decoder.decode(chunk, { stream: true })
        done(null, chunk)
      } catch {
        done(new DomainException(notUtf8()))
      }
    },
    flush(done) {
      try {
        decoder.decode()
        done()
      } catch {
        done(new DomainException(notUtf8()))
      }
    },
  })
}

function asDomainError(error: unknown): DomainError | null {
  if (error instanceof DomainException) return error.error
  if (error instanceof CsvError) {
    const place = typeof error.lines === 'number' ? ` near line ${error.lines}` : ''
    return domainError(
      'invalid',
      `The file cannot be split into lines and columns${place}: a quotation mark is not closed, or a line is longer than ${MAX_LINE_BYTES.toLocaleString('en')} characters. Mend that place and import again.`,
      { details: { reason: error.code } },
    )
  }
  const code = (error as NodeJS.ErrnoException | null)?.code
  if (code === 'Z_BUF_ERROR') {
    return domainError('invalid', 'The gzip file ends in the middle: download it again and import it whole.')
  }
  if (typeof code === 'string' && code.startsWith('Z_')) {
    return domainError(
      'invalid',
      'The gzip file is damaged: download it again, or unpack it and import the CSV.',
    )
  }
  return null
}

function tooManyBytes(start: string, bytes: number, limit: number): DomainError {
  const size = bytes === limit ? '' : ` ${megabytes(bytes)}, over`
  return domainError(
    'too-large',
    `${start}${size} the limit of ${megabytes(limit)}. Split it by country or by year and import the parts one after the other: what is already there stays.`,
    { details: { limitBytes: limit } },
  )
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / (1024 * 1024)).toLocaleString('en')} MB`
}

function notUtf8(): DomainError {
  return domainError('invalid', 'The file is not UTF-8 text: save it as “CSV UTF-8” and import that.')
}

function nothingUsable(result: ReadResult): DomainError {
  if (result.rowsRead === 0) return domainError('invalid', 'The file has a header but no line below it.')
  const first = result.refusals.slice(0, 3).map(({ line, reason }) => `line ${line}: ${reason}`)
  return domainError(
    'invalid',
    `None of the ${result.rowsRead.toLocaleString('en')} lines can be used. ${first.join('; ')}.`,
    { details: { refusals: result.refusals.slice(0, 20) } },
  )
}
