import 'server-only'
import { pino } from 'pino'
import { processSingleton } from '#lib/platform/runtime.ts'

/** Names under which secrets travel; whatever is logged under them is cut out. */
const SECRETS = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'apiKey',
  'accessToken',
  'refreshToken',
  'access_token',
  'refresh_token',
]

/** The process's log: one JSON object a line on standard error, secrets redacted. */
export const log = processSingleton('telemetry.log', () =>
  pino(
    {
      level: knownLevel(process.env.LOG_LEVEL),
      base: undefined,
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    },
    pino.destination({ dest: 2, sync: false }),
  ),
)

/** A level that does not exist is told by the check of the environment; the log must not fall over before that. */
function knownLevel(name: string | undefined): string {
  return name === 'silent' || (name && name in pino.levels.values) ? name : 'info'
}
