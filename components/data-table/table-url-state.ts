/**
 * The state of a table as it stands in the address: what a link, a reload and the back button keep. Pure, so that the
 * page on the server and the table in the browser read the same thing.
 */

export interface TableSort {
  id: string
  desc: boolean
}

export interface TableFilter {
  id: string
  label: string
  options: readonly { value: string; label: string }[]
}

export interface TableUrlConfig {
  /** Ids of the columns that the server can sort by. */
  sortable: readonly string[]
  defaultSort?: TableSort
  filters?: readonly TableFilter[]
  /** Ids of the columns that can be hidden. */
  hideable?: readonly string[]
  /** Ids hidden until somebody shows them. */
  hiddenByDefault?: readonly string[]
  sizes?: readonly number[]
  defaultSize?: number
  /** When two tables share a page: put before each parameter, e.g. "runs." */
  prefix?: string
}

export interface TableUrlState {
  q: string
  /** Value by filter id; only filters that are set. */
  filters: Readonly<Record<string, string>>
  sort: TableSort | null
  /** From 1. */
  page: number
  /** For lists that page by cursor. */
  cursor: string | null
  size: number
  hidden: readonly string[]
}

export const DEFAULT_SIZES = [25, 50, 100] as const
const MAX_TEXT = 200
/** A cursor holds the sort key of a row, such as an e-mail address, in base64. */
const MAX_CURSOR = 500
const MAX_PAGE = 1_000_000

type Params = { get(name: string): string | null }

/** Next gives a page its parameters as a record; the browser as URLSearchParams. */
function asParams(source: Params | Record<string, string | string[] | undefined>): Params {
  if ('get' in source && typeof source.get === 'function') return source as Params
  const record = source as Record<string, string | string[] | undefined>
  return {
    get(name) {
      const value = record[name]
      return (Array.isArray(value) ? value[0] : value) ?? null
    },
  }
}

/** Reads the state; whatever the table does not know is left out, so a mistyped address still shows a table. */
export function parseTableState(
  source: Params | Record<string, string | string[] | undefined>,
  config: TableUrlConfig,
): TableUrlState {
  const params = asParams(source)
  const get = (name: string) => params.get(`${config.prefix ?? ''}${name}`)
  const sizes = config.sizes ?? DEFAULT_SIZES

  const filters: Record<string, string> = {}
  for (const filter of config.filters ?? []) {
    const value = get(filter.id)
    if (value !== null && filter.options.some((option) => option.value === value)) filters[filter.id] = value
  }

  const rawSort = get('sort')
  const sortId = rawSort?.replace(/^-/, '')
  const sort =
    sortId !== undefined && config.sortable.includes(sortId)
      ? { id: sortId, desc: rawSort?.startsWith('-') ?? false }
      : (config.defaultSort ?? null)

  const page = Number(get('page'))
  const size = Number(get('size'))
  const hide = get('hide')
  const hideable = config.hideable ?? []

  return {
    q: (get('q') ?? '').slice(0, MAX_TEXT),
    filters,
    sort,
    page: Number.isInteger(page) && page >= 1 && page <= MAX_PAGE ? page : 1,
    cursor: get('cursor')?.slice(0, MAX_CURSOR) || null,
    size: sizes.includes(size) ? size : defaultSize(config),
    hidden:
      hide === null
        ? [...(config.hiddenByDefault ?? [])]
        : hide.split(',').filter((id, at, all) => hideable.includes(id) && all.indexOf(id) === at),
  }
}

/** Writes the state over `base`, which keeps the parameters that are not the table's. Defaults are left out. */
export function writeTableState(
  state: TableUrlState,
  config: TableUrlConfig,
  base: URLSearchParams = new URLSearchParams(),
): URLSearchParams {
  const params = new URLSearchParams(base)
  const put = (name: string, value: string | null) => {
    const key = `${config.prefix ?? ''}${name}`
    if (value === null || value === '') params.delete(key)
    else params.set(key, value)
  }
  const sortIsDefault =
    state.sort?.id === config.defaultSort?.id && state.sort?.desc === config.defaultSort?.desc
  const hiddenDefault = config.hiddenByDefault ?? []
  const hiddenIsDefault = sameMembers(state.hidden, hiddenDefault)

  put('q', state.q)
  for (const filter of config.filters ?? []) put(filter.id, state.filters[filter.id] ?? null)
  put('sort', state.sort && !sortIsDefault ? `${state.sort.desc ? '-' : ''}${state.sort.id}` : null)
  put('page', state.page > 1 ? String(state.page) : null)
  put('cursor', state.cursor)
  put('size', state.size === defaultSize(config) ? null : String(state.size))
  if (hiddenIsDefault) put('hide', null)
  // "Hide nothing" must survive when something is hidden by default, so an empty list is written as a dash.
  else put('hide', state.hidden.length > 0 ? state.hidden.join(',') : '-')
  return params
}

/** Applies a change. Whatever changes which rows there are goes back to the first page. */
export function changeTableState(state: TableUrlState, change: Partial<TableUrlState>): TableUrlState {
  const next = { ...state, ...change }
  const rowsChange = (['q', 'filters', 'sort', 'size'] as const).some((key) => key in change)
  if (rowsChange && !('page' in change)) next.page = 1
  if (rowsChange && !('cursor' in change)) next.cursor = null
  return next
}

/** A click on a sortable header: its first direction, then the other, then the default order. */
export function nextSort(current: TableSort | null, id: string, firstDesc: boolean): TableSort | null {
  if (current?.id !== id) return { id, desc: firstDesc }
  return current.desc === firstDesc ? { id, desc: !firstDesc } : null
}

/** Whether a search or a filter narrows the rows: decides between "nothing yet" and "nothing matches". */
export function isFiltered(state: TableUrlState): boolean {
  return state.q !== '' || Object.keys(state.filters).length > 0
}

function defaultSize(config: TableUrlConfig): number {
  return config.defaultSize ?? (config.sizes ?? DEFAULT_SIZES)[0] ?? DEFAULT_SIZES[0]
}

function sameMembers(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id) => right.includes(id))
}
