import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Tells whether something made from source files is still up to date, by their content. Time and size of each file
 * are remembered too, so that only files that were touched are read again.
 *
 * @param {string} root the project
 * @param {readonly string[]} sources files and folders below it; what is not there counts as empty
 * @param {(path: string) => boolean} [include] says no to a file that does not matter, by its path below the root
 */
export function takeSnapshot(root, sources, include = () => true) {
  const files = sources.flatMap((source) => listFiles(root, source)).filter(include)
  const seen = new Map(files.map((path) => [path, touchOf(root, path)]))
  return {
    /** Whether the stamp was written for files with this same content. */
    matches(stampFile) {
      const stamp = readStamp(stampFile)
      if (!stamp) return false
      const names = Object.keys(stamp.files)
      if (names.length !== files.length) return false
      let touched = false
      for (const path of files) {
        const known = stamp.files[path]
        if (!known) return false
        if (known.at === seen.get(path)) continue
        if (known.content !== contentOf(root, path)) return false
        touched = true
      }
      if (touched) this.write(stampFile)
      return true
    },
    /** Remembers these files as the ones it was made from. */
    write(stampFile) {
      const entries = files.map((path) => {
        const at = seen.get(path)
        // What was changed since it was seen may or may not have been used: it matches nothing.
        return [path, { at, content: touchOf(root, path) === at ? contentOf(root, path) : '' }]
      })
      mkdirSync(dirname(stampFile), { recursive: true })
      const half = `${stampFile}.${process.pid}`
      writeFileSync(half, JSON.stringify({ files: Object.fromEntries(entries) }))
      renameSync(half, stampFile)
    },
  }
}

function listFiles(root, path) {
  let entries
  try {
    entries = readdirSync(join(root, path), { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path]
    if (error.code === 'ENOENT') return []
    throw error
  }
  return entries.flatMap((entry) =>
    entry.isDirectory() ? listFiles(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
  )
}

function touchOf(root, path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false })
  return found && `${found.mtimeMs} ${found.size}`
}

function contentOf(root, path) {
  return createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('base64')
}

function readStamp(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
