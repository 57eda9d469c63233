'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useTransition } from 'react'
import { showToast, type ToastInput } from '#components/ui/toast-store.ts'
import type { DomainError } from '#lib/core/errors.ts'
import type { Result } from '#lib/core/result.ts'

type Asked<T> = {
  work: () => Promise<Result<T, DomainError>>
  /** The title of the message when it did not work. */
  failed: string
  done: (value: T) => ToastInput
  /** Shows the wish at once; taken back by itself when the page has been read anew. */
  assume?: () => void
}

/** Asks the server for something, tells how it went, and reads the page anew. */
export function useProviderAction() {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const run = useCallback(
    <T>({ work, failed, done, assume }: Asked<T>) =>
      startTransition(async () => {
        assume?.()
        const result = await work().catch(() => null)
        if (!result)
          showToast({ tone: 'bad', title: failed, body: 'The server could not be reached; try again.' })
        else if (result.ok) showToast(done(result.value))
        else showToast({ tone: 'bad', title: failed, body: result.error.message })
        startTransition(() => router.refresh())
      }),
    [router],
  )
  return { pending, run }
}
