import 'server-only'
import { subscribeToEvents } from '#lib/bridge/service.ts'
import { leases } from './lease.ts'
import { TRANSITIONS } from './lock.ts'

/** Keeps this process's copy of the lock up to date: by what the relay hears, and by a look every second. */
export function followLock(): () => void {
  const stopHearing = subscribeToEvents(TRANSITIONS, async () => void (await leases().reread()), {
    name: 'provider lock',
  })
  const stopLooking = leases().follow()
  return () => {
    stopHearing()
    stopLooking()
  }
}
