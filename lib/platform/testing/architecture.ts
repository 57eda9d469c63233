import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'

export interface ArchitectureReport {
  /** How many of the project's own files were read: none would mean that nothing was checked. */
  modules: number
  /** One line each: rule, file, and what it may not import. */
  violations: string[]
}

/**
 * Applies the project's import rules to a source tree.
 *
 * @param root the folder that holds app, components and lib
 * @param rulesFrom the folder that holds .dependency-cruiser.mjs
 */
export async function checkArchitecture(root: string, rulesFrom = root): Promise<ArchitectureReport> {
  const { default: config } = await import(pathToFileURL(join(rulesFrom, '.dependency-cruiser.mjs')).href)
  const folders = ['app', 'components', 'lib'].filter((folder) => existsSync(join(root, folder)))
  const options: ICruiseOptions = {
    ...config.options,
    baseDir: root,
    ruleSet: { forbidden: config.forbidden },
    validate: true,
    outputType: 'json',
  }
  const result = await cruise(folders, options, config.options.enhancedResolveOptions)
  const report = (
    typeof result.output === 'string' ? JSON.parse(result.output) : result.output
  ) as ICruiseResult
  const own = report.modules.filter(({ source }) => /^(app|components|lib)\//.test(source))
  return {
    modules: own.length,
    violations: report.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort(),
  }
}

/** dependency-cruiser reads TypeScript with the compiler's API, and silently reads nothing when it finds none. */
export function compilerVersion(root: string): string {
  return createRequire(join(root, 'package.json'))('typescript').version
}
