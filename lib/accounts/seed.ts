import 'server-only'
import { appendEvents, lockEntities } from '#lib/bridge/service.ts'
import { SYSTEM_ACTOR } from '#lib/core/actor.ts'
import { inTransaction } from '#lib/platform/db/transaction.ts'
import { userEntity } from './entity.ts'
import { hashPassword } from './password.ts'
import * as repo from './repo.ts'

/**
 * Makes an account at the first start. An admin is seeded only while there is none, the demo user only while there is
 * nobody of that address, so that a deleted or renamed one does not come back beside others. True when it was made.
 */
export async function seedAccount(account: {
  role: 'admin' | 'user'
  name: string
  email: string
  password: string
}): Promise<boolean> {
  if (await alreadySeeded(account)) return false
  const passwordHash = await hashPassword(account.password)
  return inTransaction(async (tx) => {
    // Two processes that start at once seed once.
    await lockEntities(tx, ['seed:accounts'])
    if (await alreadySeeded(account)) return false
    const { role, name, email } = account
    const id = await repo.insertUser(tx, {
      role,
      name,
      email,
      plan: 'free',
      passwordHash,
      emailVerified: true,
      homeRegion: '',
    })
    await appendEvents(tx, [
      {
        type: 'user.created',
        entity: 'user',
        entityId: id,
        version: 1,
        fields: { email, name, role, status: 'active', plan: 'free' },
        actor: SYSTEM_ACTOR,
        rooms: userEntity.rooms(id),
      },
    ])
    return true
  })
}

async function alreadySeeded({ role, email }: { role: string; email: string }): Promise<boolean> {
  if (await repo.findUserByEmail(email)) return true
  return role === 'admin' ? repo.anyAdmin() : repo.anyUser()
}
