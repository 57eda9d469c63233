import type { Server } from 'node:http'
import { StartFault } from '#lib/platform/embedded-postgres/start-fault.ts'

/** Opens the port, or says in one line why it cannot be had. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(explain(cause, port, host)))
    server.listen({ port, host }, resolve)
  })
}

function explain(cause: NodeJS.ErrnoException, port: number, host: string): Error {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new StartFault(
        `Port ${port} is taken: stop what uses it, or choose another with PORT=${port + 1}.`,
      )
    case 'EACCES':
      return new StartFault(`Port ${port} may not be opened by this user: choose one above 1023 with PORT.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartFault(`HOST=${host} is no address of this machine: use 127.0.0.1 or 0.0.0.0.`)
    default:
      return cause
  }
}
