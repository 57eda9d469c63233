import { inSqlTransaction } from '#lib/platform/db/transaction.ts'
import { budgets } from '../budget-service.ts'
import { leases } from '../lease.ts'
import { acquireLock } from '../lock-service.ts'

/**
 * Nothing has happened to the lock yet, nothing was asked and nothing costs anything: the first provider that the
 * environment has a key for holds it, under an epoch that nobody has seen.
 */
export async function beginLockAnew({ callsPerDay = 5_000, tokensPerDay = 5_000_000 } = {}): Promise<void> {
  await inSqlTransaction(async (sql) => {
    await sql.rows({
      text: 'TRUNCATE provider_audit, provider_call, provider_check, provider_budget, provider_price',
    })
    await sql.rows({
      text: `UPDATE provider_lock SET state = '{}', seq = 0, epoch = epoch + 100, holder = 'builtin' WHERE id = 'ai'`,
    })
    await sql.rows({
      text: `UPDATE staff_settings
        SET ai_calls_per_day = $1, ai_tokens_per_day = $2, ai_calls_per_person_per_day = DEFAULT`,
      values: [callsPerDay, tokensPerDay],
    })
  })
  leases().forget()
  budgets().forget()
  await acquireLock()
}
