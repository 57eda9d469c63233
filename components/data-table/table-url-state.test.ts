import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  changeTableState,
  isFiltered,
  nextSort,
  parseTableState,
  type TableUrlConfig,
  type TableUrlState,
  writeTableState,
} from './table-url-state.ts'

const config: TableUrlConfig = {
  sortable: ['name', 'created'],
  defaultSort: { id: 'created', desc: true },
  hideable: ['plan', 'tokens', 'phone'],
  hiddenByDefault: ['phone'],
  filters: [
    {
      id: 'role',
      label: 'Role',
      options: [
        { value: 'admin', label: 'Admin' },
        { value: 'user', label: 'User' },
      ],
    },
  ],
}

const states: fc.Arbitrary<TableUrlState> = fc.record({
  q: fc.string({ unit: 'grapheme', maxLength: 40 }),
  filters: fc.constantFrom<Record<string, string>>({}, { role: 'admin' }, { role: 'user' }),
  sort: fc.record({ id: fc.constantFrom('name', 'created'), desc: fc.boolean() }),
  page: fc.integer({ min: 1, max: 1_000_000 }),
  cursor: fc.option(fc.string({ minLength: 1, maxLength: 60 })),
  size: fc.constantFrom(25, 50, 100),
  hidden: fc.subarray(['plan', 'tokens', 'phone']),
})

describe('the state of a table in the address', () => {
  test('comes back whole from the address it was written to', () => {
    fc.assert(
      fc.property(states, (state) => {
        const address = writeTableState(state, config).toString()
        expect(parseTableState(new URLSearchParams(address), config)).toEqual(state)
      }),
    )
  })

  test('reads the same from the record that Next gives a page', () => {
    fc.assert(
      fc.property(states, (state) => {
        const record = Object.fromEntries(writeTableState(state, config))
        expect(parseTableState(record, config)).toEqual(state)
      }),
    )
  })

  test('leaves defaults out, and parameters of others in', () => {
    const untouched = parseTableState({}, config)
    expect(writeTableState(untouched, config, new URLSearchParams('tab=all')).toString()).toBe('tab=all')
  })

  test('keeps two tables of one page apart', () => {
    const runs = { ...config, prefix: 'runs.' }
    const params = writeTableState(
      { ...parseTableState({}, runs), page: 3 },
      runs,
      new URLSearchParams('page=2'),
    )
    expect(parseTableState(params, config).page).toBe(2)
    expect(parseTableState(params, runs).page).toBe(3)
  })

  test('a mistyped address still shows a table', () => {
    const state = parseTableState(
      {
        sort: 'password',
        page: '-4',
        size: '100000',
        role: 'root',
        hide: 'name,plan,plan',
        q: 'x'.repeat(5000),
      },
      config,
    )
    expect(state).toEqual({
      q: 'x'.repeat(200),
      filters: {},
      sort: { id: 'created', desc: true },
      page: 1,
      cursor: null,
      size: 25,
      hidden: ['plan'],
    })
  })

  test('what changes the rows goes back to the first page; what does not, stays', () => {
    const state = { ...parseTableState({}, config), page: 7, cursor: 'abc' }
    expect(changeTableState(state, { q: 'ana' })).toMatchObject({ page: 1, cursor: null })
    expect(changeTableState(state, { sort: { id: 'name', desc: false } })).toMatchObject({
      page: 1,
      cursor: null,
    })
    expect(changeTableState(state, { hidden: [] })).toMatchObject({ page: 7, cursor: 'abc' })
    expect(changeTableState(state, { page: 8 }).page).toBe(8)
  })

  test('a header goes through its first direction, the other, and back to the default', () => {
    const first = nextSort(null, 'name', false)
    expect(first).toEqual({ id: 'name', desc: false })
    const second = nextSort(first, 'name', false)
    expect(second).toEqual({ id: 'name', desc: true })
    expect(nextSort(second, 'name', false)).toBeNull()
  })

  test('hidden columns and sorting are no filter', () => {
    expect(isFiltered(parseTableState({ sort: 'name', hide: 'plan' }, config))).toBe(false)
    expect(isFiltered(parseTableState({ role: 'admin' }, config))).toBe(true)
  })
})
