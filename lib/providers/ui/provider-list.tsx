import { Code } from '#components/ui/code.tsx'
import { Status } from '#components/ui/status.tsx'
import type { ProviderStatus } from '../schema.ts'
import { providerName, VARIABLES } from './provider-words.ts'

/** The providers in their order of priority: which could answer, and what the others need. */
export function ProviderList({ status }: { status: ProviderStatus }) {
  return (
    <ol className="grid gap-px overflow-hidden rounded-md border bg-line">
      {status.providers.map((provider, at) => {
        const { needed, optional } = VARIABLES[provider.name]
        const holds = status.locked_provider === provider.name
        return (
          <li
            key={provider.name}
            data-provider={provider.name}
            className="grid gap-x-6 gap-y-2 bg-surface px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto] xl:grid-cols-[13rem_9rem_minmax(0,1fr)_18rem] xl:items-baseline"
          >
            <p className="font-medium">
              <span className="mr-2 text-ink-3 tabular-nums">{at + 1}</span>
              {providerName(provider.name)}
            </p>
            <p>
              {holds ? (
                <Status tone="good">Holds the lock</Status>
              ) : provider.configured ? (
                <Status tone="info">Configured</Status>
              ) : (
                <Status tone="neutral">Not configured</Status>
              )}
            </p>
            <p className="flex flex-wrap gap-x-1.5 gap-y-1 text-ink-3 text-sm sm:max-xl:col-span-2">
              <span>{provider.configured ? 'has' : 'needs'}</span>
              {needed.map((name) => (
                <Code key={name} className="text-ink-2">
                  {name}
                </Code>
              ))}
              <span>{optional.length > 0 ? 'may have' : ''}</span>
              {optional.map((name) => (
                <Code key={name}>{name}</Code>
              ))}
            </p>
            <p className="text-ink-3 text-sm sm:max-xl:col-span-2">
              Health: not checked yet, because the health monitor is not built in yet.
            </p>
          </li>
        )
      })}
    </ol>
  )
}
