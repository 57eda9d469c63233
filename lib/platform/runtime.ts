/**
 * The one thing that the two module graphs of a process share. Next bundles its own copy of our modules, the custom
 * server loads them as they are; what must exist once a process (connections, the relay's doorbell) hangs here.
 */
export type Runtime = {
  /** Connections to the database and Prisma's client over them; typed by `db/pool.ts` and `db/client.ts`. */
  pool?: unknown
  database?: unknown
  /** Wakes the event relay of this process after a commit. */
  pokeRelay?: () => void
  /** Metrics registry and other per-process singletons, by name, each typed by the file that owns it. */
  singletons: Map<string, unknown>
}

const KEY = Symbol.for('intellicv.runtime')

export function runtime(): Runtime {
  const holder = globalThis as { [KEY]?: Runtime }
  holder[KEY] ??= { singletons: new Map() }
  return holder[KEY]
}

/** Makes a value once a process, whichever module graph asks first. */
export function processSingleton<T>(name: string, create: () => T): T {
  const { singletons } = runtime()
  if (!singletons.has(name)) singletons.set(name, create())
  return singletons.get(name) as T
}
