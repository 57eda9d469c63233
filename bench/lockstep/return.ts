import { sync } from '#lib/bridge/service.ts'
import type { Figures } from '../main.ts'
import { Crowd } from './crowd-process.ts'
import { openWorld } from './world.ts'

const CLIENTS = 500
const EVENTS = 10_000

/**
 * B4: 500 people are away while 10,000 changes are made, 20 to each of them, and come back at the same moment: once
 * to the server that they left, once to one that has just been started and has nothing in memory.
 */
export async function comeBack(): Promise<Figures> {
  const world = await openWorld()
  const crowd = new Crowd()
  try {
    const people = await world.people(CLIENTS)
    await crowd.connect(world.url, await Promise.all(people.map(world.token)))
    const each = EVENTS / CLIENTS
    const figures: Figures = {}
    for (const server of ['same server', 'server just started']) {
      await crowd.disconnect()
      if (server === 'server just started') await world.app.stop()
      await Promise.all(
        people.map(async (id) => {
          for (let n = 0; n < each; n++) {
            const fields = { headline: `Missed ${n} of ${server}` }
            const parts = [{ entity: 'profile', id, baseVersion: 'newest' as const, fields }]
            const answer = await sync({ userId: id, parts }, world.admin)
            if (!answer.ok) throw new Error(answer.error.message)
          }
        }),
      )
      if (server === 'server just started') await world.restart()
      const report = await crowd.comeBack(each)
      figures[`${server}: all caught up after ms (under 10,000)`] = Math.round(report.caughtUpMs)
      figures[`${server}: events expected / got / twice / out of order`] = [
        EVENTS,
        report.received,
        report.twice,
        report.outOfOrder,
      ].join(' / ')
    }
    return figures
  } finally {
    crowd.close()
    await world.close()
  }
}
