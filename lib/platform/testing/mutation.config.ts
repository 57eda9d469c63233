import { defineConfig, mergeConfig } from 'vitest/config'
import base from '../../../vitest.config.ts'
import { MUTATIONS, mutate } from './mutations.ts'

const mutation = MUTATIONS[process.env.MUTATION ?? '']
if (!mutation) throw new Error(`MUTATION names none: ${process.env.MUTATION}`)

/** The tests as they are, on a source that lacks one part. */
export default mergeConfig(
  base,
  defineConfig({
    // What is made of a mutated source is nobody else's.
    cacheDir: process.env.MUTATION_CACHE,
    test: { fsModuleCache: false, maxWorkers: 1 },
    plugins: [
      {
        name: 'mutation',
        enforce: 'pre',
        transform: (source: string, id: string) => mutate(mutation, id.split('?')[0] ?? '', source),
      },
    ],
  }),
)
