import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { EditJournal, JournalNews, KeptEdit } from './edit-journal.ts'

const DATABASE = 'lockstep'
const VERSION = 1
const OPENED_WITHIN_MS = 3_000

interface Schema extends DBSchema {
  edits: {
    key: string
    value: KeptEdit & { readonly personId: string }
    indexes: { person: string }
  }
}

/**
 * The journal of one person in this browser: IndexedDB, a broadcast channel and a lock, all under the person's id, so
 * that the edits of somebody else who signs in here are neither seen nor sent. Where the browser withholds one of them
 * (private windows, plain HTTP) the rest goes on without.
 */
export function browserJournal(personId: string): EditJournal {
  const name = `lockstep-edits:${personId}`
  let channel: BroadcastChannel | undefined
  let opening: Promise<IDBPDatabase<Schema>> | undefined
  const database = () => {
    opening ??= openDatabase(() => {
      opening = undefined
    }).catch((cause) => {
      opening = undefined
      throw cause
    })
    return opening
  }

  return {
    async load() {
      const edits = await (await database()).getAllFromIndex('edits', 'person', personId)
      return edits.map(({ personId: _, ...edit }) => edit)
    },
    async read(key) {
      const found = await (await database()).get('edits', key)
      if (!found) return null
      const { personId: _, ...edit } = found
      return edit
    },
    async keep(edit) {
      try {
        await (await database()).put('edits', { ...edit, personId }, edit.key)
        return true
      } catch {
        return false
      }
    },
    async replace(edit) {
      try {
        const change = (await database()).transaction('edits', 'readwrite')
        const isThere = (await change.store.count(edit.key)) > 0
        if (isThere) await change.store.put({ ...edit, personId }, edit.key)
        await change.done
        return isThere
      } catch {
        return false
      }
    },
    async drop(key) {
      try {
        await (await database()).delete('edits', key)
      } catch {
        // What could not be deleted is sent again under the same key, which changes nothing.
      }
    },
    tell(news) {
      channel?.postMessage(news)
    },
    listen(listener) {
      if (!('BroadcastChannel' in globalThis)) return () => {}
      const opened = new BroadcastChannel(name)
      channel = opened
      opened.addEventListener('message', ({ data }: MessageEvent<JournalNews>) => listener(data))
      return () => {
        opened.close()
        if (channel === opened) channel = undefined
      }
    },
    async exclusively(work) {
      // Without locks two pages may send the same edit: its key makes that one change.
      if (!navigator.locks) return work()
      return navigator.locks.request(name, work)
    },
  }
}

/**
 * `lost` is called when the browser closes the database under us, as it does when people clear their data. A browser that
 * does not answer is taken to have none: nothing is sent before the journal was looked into.
 */
function openDatabase(lost: () => void): Promise<IDBPDatabase<Schema>> {
  const opening = open(lost)
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The browser does not open its store')), OPENED_WITHIN_MS)
  })
  return Promise.race([opening, silence]).finally(() => clearTimeout(timer))
}

function open(lost: () => void): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(DATABASE, VERSION, {
    upgrade(database) {
      database.createObjectStore('edits').createIndex('person', 'personId')
    },
    blocking: (_current, _wanted, event) => {
      // A newer version of the product wants to change the form: make way, and open anew when needed.
      ;(event.target as unknown as IDBDatabase).close()
      lost()
    },
    terminated: lost,
  })
}
