import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectRoot } from '../migrations/prisma-command.ts'
import { type ArchitectureReport, checkArchitecture } from './architecture.ts'

/** A small project: what each file imports. */
const lawful: Record<string, string[]> = {
  'lib/core/result.ts': [],
  'lib/core/errors.ts': ['./result.ts'],
  'lib/platform/db/client.ts': [],
  'lib/platform/db/transaction.ts': ['./client.ts'],
  'lib/platform/server/main.ts': ['#lib/platform/db/client.ts', '#lib/users/service.ts'],
  'lib/users/types.ts': [],
  'lib/users/schema.ts': ['#lib/core/result.ts'],
  'lib/users/domain.ts': ['#lib/core/errors.ts', './types.ts'],
  'lib/users/repo.ts': ['#lib/platform/db/client.ts', './domain.ts'],
  'lib/users/service.ts': ['./repo.ts', './domain.ts', '#lib/platform/db/transaction.ts'],
  'lib/users/ui/card.tsx': ['#components/button.tsx', '../domain.ts'],
  'lib/letters/entity.ts': [],
  'lib/letters/repo.ts': ['#lib/platform/db/client.ts'],
  'lib/letters/service.ts': ['#lib/users/service.ts', '#lib/users/schema.ts', './repo.ts'],
  'components/button.tsx': ['#lib/core/result.ts'],
  'app/page.tsx': ['#lib/users/service.ts', '#lib/users/ui/card.tsx', '#components/button.tsx'],
}

/** Files that break one rule each. */
const unlawful: Record<string, { file: string; imports: string; besides?: Record<string, string[]> }> = {
  'no-cycles': {
    file: 'lib/users/one.ts',
    imports: './two.ts',
    besides: { 'lib/users/two.ts': ['./one.ts'] },
  },
  'imports-are-found': { file: 'lib/users/lost.ts', imports: './nowhere.ts' },
  'core-imports-nothing': { file: 'lib/core/greedy.ts', imports: 'node:fs' },
  'domain-is-pure': { file: 'lib/letters/domain.ts', imports: 'node:fs' },
  'domain-is-below-its-service': { file: 'lib/letters/stamp-domain.ts', imports: './repo.ts' },
  'providers-are-asked-in-one-place': { file: 'lib/users/service.ts', imports: 'ai' },
  'database-only-in-repos': { file: 'lib/users/actions.ts', imports: '#lib/platform/db/client.ts' },
  'components-show-only': { file: 'components/table.tsx', imports: '#lib/users/service.ts' },
  'lib-is-below-the-app': { file: 'lib/users/routes.ts', imports: '#app/page.tsx' },
  'only-ui-shows': { file: 'lib/users/queries.ts', imports: '#components/button.tsx' },
  'domains-meet-at-services': { file: 'lib/letters/draft.ts', imports: '#lib/users/domain.ts' },
  'domain-screens-meet-at-screens': { file: 'lib/letters/ui/list.tsx', imports: '#lib/users/domain.ts' },
  'app-without-repos': { file: 'app/route.ts', imports: '#lib/users/repo.ts' },
}

const folders: string[] = []

function project(files: Record<string, string[]>): string {
  const root = mkdtempSync(join(tmpdir(), 'architecture-'))
  folders.push(root)
  const imports = { '#app/*': './app/*', '#components/*': './components/*', '#lib/*': './lib/*' }
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', imports }))
  for (const [path, targets] of Object.entries(files)) {
    const lines = targets.map((target, index) => `import type { T${index} } from '${target}'`)
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), [...lines, 'export type T0 = string'].join('\n'))
  }
  return root
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('the import rules', () => {
  let broken: ArchitectureReport
  beforeAll(async () => {
    const files = { ...lawful }
    for (const { file, imports, besides } of Object.values(unlawful))
      Object.assign(files, besides, { [file]: [imports] })
    broken = await checkArchitecture(project(files), projectRoot)
  })

  test('let a project pass that keeps to them, and read every file of it', async () => {
    const report = await checkArchitecture(project(lawful), projectRoot)
    expect(report.violations).toEqual([])
    expect(report.modules).toBe(Object.keys(lawful).length)
  })

  test.each(Object.entries(unlawful))('%s bites', (rule, { file }) => {
    expect(broken.violations.some((line) => line.startsWith(`${rule}: ${file} → `))).toBe(true)
  })

  test('have each a file above that breaks it', async () => {
    const { default: config } = await import(join(projectRoot, '.dependency-cruiser.mjs'))
    expect(Object.keys(unlawful).sort()).toEqual(
      config.forbidden.map((rule: { name: string }) => rule.name).sort(),
    )
  })

  test('bite on nothing but what breaks them', () => {
    const files = Object.values(unlawful).flatMap(({ file, besides }) => [
      file,
      ...Object.keys(besides ?? {}),
    ])
    for (const line of broken.violations) expect(files).toContain(line.split(/: | → /)[1])
  })
})
