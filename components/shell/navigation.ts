/** Where each portal can go. Only what exists is listed; a page that is not built has no entry. */

export type NavIconName =
  | 'overview'
  | 'users'
  | 'data'
  | 'forecasts'
  | 'providers'
  | 'debug'
  | 'jobs'
  | 'outbox'
  | 'conflicts'
  | 'dashboard'
  | 'profile'
  | 'settings'
  | 'notifications'
  | 'home'

export interface NavEntry {
  href: string
  label: string
  icon: NavIconName
  group: string
  /** Other words people look for it by. */
  keywords?: readonly string[]
  /** Keys pressed one after the other that go there, e.g. `['g', 'u']`. */
  keys?: readonly [string, string]
  /** Current only at this very address, not below it. */
  exact?: boolean
}

/** An entry of the ⌘K palette that can cross from server to browser: it goes somewhere. */
export interface CommandEntry {
  id: string
  label: string
  group: string
  href: string
  keywords?: readonly string[]
  keys?: readonly [string, string]
}

export const adminNavigation: readonly NavEntry[] = [
  {
    href: '/admin',
    label: 'Overview',
    icon: 'overview',
    group: 'Today',
    keywords: ['home', 'health', 'alerts'],
    keys: ['g', 'o'],
    exact: true,
  },
  {
    href: '/admin/notifications',
    label: 'Notifications',
    icon: 'notifications',
    group: 'Today',
    keywords: ['bell', 'unread', 'news'],
    keys: ['g', 'n'],
  },
  {
    href: '/admin/users',
    label: 'Users',
    icon: 'users',
    group: 'People',
    keywords: ['people', 'accounts', 'roles', 'ban'],
    keys: ['g', 'u'],
  },
  {
    href: '/admin/data',
    label: 'Data management',
    icon: 'data',
    group: 'Data',
    keywords: ['import', 'upload', 'sources', 'csv'],
    keys: ['g', 'd'],
  },
  {
    href: '/admin/forecasts',
    label: 'Forecasts',
    icon: 'forecasts',
    group: 'Data',
    keywords: ['runs', 'regions', 'predictions'],
    keys: ['g', 'f'],
  },
  {
    href: '/admin/providers',
    label: 'AI providers',
    icon: 'providers',
    group: 'Data',
    keywords: ['lock', 'openai', 'gemini', 'groq', 'failover'],
    keys: ['g', 'a'],
  },
  {
    href: '/admin/debug',
    label: 'Lockstep debug',
    icon: 'debug',
    group: 'System',
    keywords: ['events', 'trace', 'bridge', 'sync'],
    keys: ['g', 'l'],
  },
  {
    href: '/admin/conflicts',
    label: 'Conflicts',
    icon: 'conflicts',
    group: 'System',
    keywords: ['disagreements', 'merge', 'protected', 'override'],
    keys: ['g', 'c'],
  },
  {
    href: '/admin/jobs',
    label: 'Jobs',
    icon: 'jobs',
    group: 'System',
    keywords: ['queue', 'schedule', 'runs', 'retry'],
    keys: ['g', 'j'],
  },
  {
    href: '/admin/outbox',
    label: 'Outbox',
    icon: 'outbox',
    group: 'System',
    keywords: ['mail', 'e-mail', 'messages'],
    keys: ['g', 'm'],
  },
  {
    href: '/admin/settings',
    label: 'System settings',
    icon: 'settings',
    group: 'System',
    keywords: ['notice', 'banner', 'sign-up', 'maintenance', 'read-only', 'retention'],
    keys: ['g', 's'],
  },
]

export const userNavigation: readonly NavEntry[] = [
  { href: '/dashboard', label: 'Dashboard', icon: 'dashboard', group: 'Places', keys: ['g', 'd'] },
  {
    href: '/forecasts',
    label: 'Forecasts',
    icon: 'forecasts',
    group: 'Places',
    keywords: ['regions', 'predictions'],
    keys: ['g', 'f'],
  },
  {
    href: '/profile',
    label: 'Profile',
    icon: 'profile',
    group: 'Places',
    keywords: ['skills', 'headline', 'conflicts'],
    keys: ['g', 'p'],
  },
  {
    href: '/settings',
    label: 'Settings',
    icon: 'settings',
    group: 'Places',
    keywords: ['theme', 'notifications', 'export'],
    keys: ['g', 's'],
  },
]

/** What the user portal keeps behind "more". */
export const userMoreNavigation: readonly NavEntry[] = [
  {
    href: '/notifications',
    label: 'Notifications',
    icon: 'notifications',
    group: 'More',
    keywords: ['bell', 'unread', 'news'],
    keys: ['g', 'n'],
  },
  { href: '/', label: 'Home page', icon: 'home', group: 'More', exact: true },
]

function toCommand(entry: NavEntry): CommandEntry {
  return {
    id: `go:${entry.href}`,
    label: entry.label,
    group: 'Go to',
    href: entry.href,
    keywords: entry.keywords,
    keys: entry.keys,
  }
}

/** Every ⌘K entry of the admin portal that is navigation. */
export const adminCommands: readonly CommandEntry[] = adminNavigation.map(toCommand)

/** Every ⌘K entry of the user portal that is navigation. */
export const userCommands: readonly CommandEntry[] = [...userNavigation, ...userMoreNavigation].map(toCommand)

/** Whether `entry` is where `pathname` is: itself, or a page below it. */
export function isCurrent(entry: Pick<NavEntry, 'href' | 'exact'>, pathname: string): boolean {
  if (pathname === entry.href) return true
  return !entry.exact && pathname.startsWith(`${entry.href}/`)
}

/** The entries in their groups, both in the order of the list. */
export function inGroups(entries: readonly NavEntry[]): { group: string; entries: NavEntry[] }[] {
  const groups: { group: string; entries: NavEntry[] }[] = []
  for (const entry of entries) {
    const last = groups.find((group) => group.group === entry.group)
    if (last) last.entries.push(entry)
    else groups.push({ group: entry.group, entries: [entry] })
  }
  return groups
}
