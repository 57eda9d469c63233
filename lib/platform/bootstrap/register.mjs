/**
 * Loaded before every TypeScript entry point (`node --import …/register.mjs main.ts`): lets code that is written for
 * Next run under plain Node, and ties a supervised process to its supervisor.
 */
import { registerHooks } from 'node:module'

// Next's packages have no "exports", so that Node wants the file's name where bundlers take `next/headers`.
const nextEntry = /^next\/[a-z-]+(\/[a-z-]+)*$/

registerHooks({
  resolve(specifier, context, nextResolve) {
    // Next's server bundles get the empty module too; the other one throws, to keep server code out of the browser.
    if (specifier === 'server-only')
      return { url: 'data:text/javascript,', format: 'module', shortCircuit: true }
    if (nextEntry.test(specifier)) {
      try {
        return nextResolve(`${specifier}.js`, context)
      } catch (error) {
        if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') throw error
      }
    }
    return nextResolve(specifier, context)
  },
})

// Node 22 calls these experimental at each start, and Next parses URLs in a way that Node 24 advises against; nobody
// who starts the app can do anything about either. Every other warning is shown.
const emitWarning = process.emitWarning
process.emitWarning = (warning, ...rest) => {
  const message = String(warning?.message ?? warning)
  if (/^Type Stripping is an experimental|registerHooks|^`url\.parse\(\)`/.test(message)) return
  emitWarning.call(process, warning, ...rest)
}

// The supervisor holds the other end of this channel. When it is gone, even by kill -9, nobody would ever stop us.
if (process.env.INTELLICV_SUPERVISED && process.channel) {
  delete process.env.INTELLICV_SUPERVISED
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
