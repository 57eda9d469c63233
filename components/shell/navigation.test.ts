import { describe, expect, test } from 'vitest'
import {
  adminCommands,
  adminNavigation,
  inGroups,
  isCurrent,
  userCommands,
  userNavigation,
} from './navigation.ts'

describe('navigation', () => {
  test('exactly one entry is current on a page and on the pages below it', () => {
    for (const path of ['/admin', '/admin/users', '/admin/users/42', '/admin/debug']) {
      expect(adminNavigation.filter((entry) => isCurrent(entry, path))).toHaveLength(1)
    }
    expect(userNavigation.filter((entry) => isCurrent(entry, '/forecasts/ESP'))).toHaveLength(1)
  })

  test('a name that only begins alike is another place', () => {
    expect(isCurrent({ href: '/profile' }, '/profiles')).toBe(false)
  })

  test('the phone has room for four places and "more"', () => {
    expect(userNavigation).toHaveLength(4)
  })

  test('no two jumps of a portal share their keys, and every place can be jumped to', () => {
    for (const commands of [adminCommands, userCommands]) {
      const keys = commands.flatMap((command) => (command.keys ? [command.keys.join(' ')] : []))
      expect(new Set(keys).size).toBe(keys.length)
    }
    expect(adminCommands.map((command) => command.href)).toEqual(adminNavigation.map((entry) => entry.href))
  })

  test('groups keep the order of the list', () => {
    expect(inGroups(adminNavigation).map((group) => group.group)).toEqual([
      'Today',
      'People',
      'Data',
      'System',
    ])
  })
})
