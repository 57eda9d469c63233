import NextLink from 'next/link'
import type { ReactNode } from 'react'
import { ToastHost } from '../ui/toast.tsx'
import { Wordmark } from './mark.tsx'
import { SkipLink } from './skip-link.tsx'

export interface PublicShellProps {
  /** Right of the top bar: sign in and register, or the way into the portal. */
  actions?: ReactNode
  links?: readonly { href: string; label: string }[]
  footer?: ReactNode
  /** `page` for the landing; `form` centres one narrow column for sign-in, registration and reset. */
  look?: 'page' | 'form'
  children: ReactNode
}

/** The frame of what anybody may see: landing, pricing, sign-in. Loads next to no script. */
export function PublicShell({ actions, links = [], footer, look = 'page', children }: PublicShellProps) {
  return (
    <div data-portal="user" className="flex min-h-dvh flex-col">
      <SkipLink />
      <header data-chrome>
        <div className="mx-auto flex h-16 max-w-6xl items-center gap-4 px-4 sm:px-6">
          <NextLink href="/" aria-label="IntelliCV, home" className="rounded-md">
            <Wordmark />
          </NextLink>
          {links.length > 0 ? (
            <nav aria-label="Main" className="ml-4 max-sm:hidden">
              <ul className="flex gap-5">
                {links.map((link) => (
                  <li key={link.href}>
                    <NextLink href={link.href} className="rounded-sm text-ink-2 hover:text-ink">
                      {link.label}
                    </NextLink>
                  </li>
                ))}
              </ul>
            </nav>
          ) : null}
          <div className="ml-auto flex items-center gap-2">{actions}</div>
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className={
          look === 'form'
            ? 'mx-auto flex w-full max-w-md grow flex-col justify-center px-4 pt-4 pb-24 sm:px-6'
            : 'mx-auto w-full max-w-6xl grow px-4 pb-24 sm:px-6'
        }
      >
        {children}
      </main>
      {footer ? (
        <footer data-chrome className="border-t">
          <div className="mx-auto max-w-6xl px-4 py-6 text-ink-3 text-sm sm:px-6">{footer}</div>
        </footer>
      ) : null}
      <ToastHost />
    </div>
  )
}
