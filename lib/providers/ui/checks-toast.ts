import type { ToastInput } from '#components/ui/toast-store.ts'
import type { ProviderChecks } from '../schema.ts'
import { providerName } from './provider-words.ts'

/** How checks went, in one message. */
export function checksToast({ checks }: ProviderChecks): ToastInput {
  const failed = checks.filter(({ ok }) => !ok)
  const [first] = failed
  if (checks.length === 0)
    return { tone: 'info', title: 'Nothing to check', body: 'No provider has a key in the environment.' }
  const names = (some: ProviderChecks['checks']) =>
    some.map(({ provider }) => providerName(provider)).join(', ')
  if (!first) return { tone: 'good', title: `Checked and well: ${names(checks)}` }
  const body = failed.length === 1 && first.message ? first.message : undefined
  return { tone: 'watch', title: `The check failed: ${names(failed)}`, ...(body ? { body } : {}) }
}
