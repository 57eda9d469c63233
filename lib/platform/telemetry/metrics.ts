import 'server-only'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { processSingleton } from '#lib/platform/runtime.ts'

/** The process's Prometheus metrics; names follow the conventions of its documentation (base units, suffixes). */
export function metrics() {
  return processSingleton('telemetry.metrics', () => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    const registers = [registry]
    return {
      registry,
      requestSeconds: new Histogram({
        name: 'http_request_duration_seconds',
        help: 'Time to answer API requests',
        labelNames: ['method', 'route', 'status'],
        buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
        registers,
      }),
      eventsRelayed: new Counter({
        name: 'lockstep_events_relayed_total',
        help: 'Events handed to sockets',
        registers,
      }),
      propagationSeconds: new Histogram({
        name: 'lockstep_propagation_seconds',
        help: 'Commit to each stage of an event at its recipients',
        labelNames: ['stage'],
        buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
        registers,
      }),
      sockets: new Gauge({ name: 'lockstep_sockets', help: 'Sockets open in this process', registers }),
      jobs: new Counter({
        name: 'jobs_finished_total',
        help: 'Background tasks by outcome',
        labelNames: ['task', 'outcome'],
        registers,
      }),
    }
  })
}
