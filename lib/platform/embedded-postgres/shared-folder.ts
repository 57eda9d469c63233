import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { StartFault } from './start-fault.ts'

/**
 * A folder of our own, outside the project, that any account can walk through and only we can change: the place for
 * what Postgres must read when the project itself lies in a folder that its account cannot enter. It survives a restart of the machine.
 *
 * @throws StartFault when somebody else made that folder: /var/tmp is everybody's, and its content would be theirs
 */
export function sharedFolder(parent = '/var/tmp'): string {
  const uid = process.getuid?.() ?? 0
  const folder = join(parent, `intellicv-${uid}`)
  mkdirSync(folder, { recursive: true })
  const found = lstatSync(folder)
  if (!found.isDirectory() || (process.getuid && found.uid !== uid))
    throw new StartFault(`${folder} belongs to somebody else: remove it and start again.`)
  chmodSync(folder, 0o711)
  return folder
}
