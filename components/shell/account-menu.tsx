import NextLink from 'next/link'
import type { ReactNode } from 'react'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import { Popover } from '../ui/popover.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

export interface Account {
  name: string
  email: string
  /** Shown as a small label: role or plan. */
  label?: string
}

export interface AccountMenuProps {
  account: Account
  links?: readonly { href: string; label: string }[]
  /** The sign-out form or button, and whatever else only the app can do. */
  children: ReactNode
}

/** Who is signed in, the theme, and the way out. */
export function AccountMenu({ account, links = [], children }: AccountMenuProps) {
  return (
    <Popover
      label="Account"
      align="end"
      trigger={<Avatar name={account.name} />}
      triggerLabel={`Account of ${account.name}`}
      triggerClass="rounded-full focus-visible:rounded-full"
      className="w-68 p-1.5"
    >
      <div className="flex items-center gap-3 px-2.5 py-2">
        <Avatar name={account.name} />
        <div className="min-w-0">
          <p className="flex items-center gap-2 font-medium">
            <span className="truncate">{account.name}</span>
            {account.label ? <Badge tone="accent">{account.label}</Badge> : null}
          </p>
          <p className="truncate text-ink-3 text-sm">{account.email}</p>
        </div>
      </div>
      <ThemeSwitch className="mx-1 my-1.5" />
      {links.length > 0 ? (
        <ul className="border-t pt-1.5">
          {links.map((link) => (
            <li key={link.href}>
              <NextLink href={link.href} className="block rounded-sm px-2.5 py-1.5 hover:bg-hover">
                {link.label}
              </NextLink>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="mt-1.5 grid border-t pt-1.5">{children}</div>
    </Popover>
  )
}

/** The look of an action in the account menu, e.g. of the sign-out button. */
export const accountActionClass = 'block w-full rounded-sm px-2.5 py-1.5 text-left hover:bg-hover'
