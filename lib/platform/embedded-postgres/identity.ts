import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { StartFault } from './start-fault.ts'

/** The account that Postgres runs under. */
export interface Identity {
  uid: number
  gid: number
}

/**
 * The account to start Postgres under: undefined means our own. Postgres refuses to run as root, so for root it is
 * whoever owns the existing data folder, else the system's `postgres`, else `nobody`.
 *
 * @param dataFolderOwner the owner of a data folder that is already there
 */
export function chooseIdentity(
  dataFolderOwner?: Identity,
  { uid = process.getuid?.(), passwd = readPasswd }: { uid?: number; passwd?: () => string } = {},
): Identity | undefined {
  if (uid !== 0) return undefined
  if (dataFolderOwner && dataFolderOwner.uid !== 0) return dataFolderOwner
  const accounts = passwd().split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , accountUid, accountGid] =
      accounts.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (accountUid && accountGid) return { uid: Number(accountUid), gid: Number(accountGid) }
  }
  throw new StartFault(
    'Postgres refuses to run as root, and this system has neither a "postgres" nor a "nobody" account: start as an ordinary user, or set DATABASE_URL.',
  )
}

function readPasswd(): string {
  return readFileSync('/etc/passwd', 'utf8')
}

/**
 * Whether that account can walk down to this folder: each folder on the way must let it pass. Undefined, our own
 * account, always can. Access lists and extra groups are not asked, so the answer errs on the side of no.
 */
export function canReach(folder: string, identity: Identity | undefined): boolean {
  if (!identity) return true
  for (let at = resolve(folder); ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at)
    const pass = uid === identity.uid ? 0o100 : gid === identity.gid ? 0o010 : 0o001
    if (!(mode & pass)) return false
    if (at === dirname(at)) return true
  }
}
