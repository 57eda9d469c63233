import type { ReactNode } from 'react'
import { Wordmark } from './mark.tsx'

/** A page outside of both portals: the mark, one short message, a way on. Works with no session and no data. */
export function PlainPage({
  title,
  children,
  actions,
  requestId,
}: {
  title: string
  children: ReactNode
  actions: ReactNode
  requestId?: string | undefined
}) {
  return (
    <div data-portal="user" className="flex min-h-dvh flex-col px-5 py-6 sm:px-10 sm:py-8">
      <header>
        {/* A plain link: out of a broken page, a whole new one is the way, and error pages load with every page. */}
        <a href="/" aria-label="IntelliCV, home" className="inline-block rounded-md">
          <Wordmark />
        </a>
      </header>
      <main id="main" className="flex max-w-xl grow flex-col justify-center py-16">
        <h1 className="font-semibold text-2xl">{title}</h1>
        <div className="mt-3 grid gap-2 text-ink-2">{children}</div>
        <div className="mt-6 flex flex-wrap gap-2">{actions}</div>
        {requestId ? (
          <p className="mt-8 text-ink-3 text-sm">
            Request id <code className="select-all font-mono text-ink-2">{requestId}</code>
          </p>
        ) : null}
      </main>
    </div>
  )
}
