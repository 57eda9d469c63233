import { processSingleton } from '#lib/platform/runtime.ts'

export type ServerState = { phase: 'starting' | 'ready' | 'stopping'; startedAt: Date }

/** Where this process is in its life; the readiness route tells balancers. */
export function serverState(): ServerState {
  return processSingleton('server.state', () => ({ phase: 'starting', startedAt: new Date() }))
}
