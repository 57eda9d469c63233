/** The directions of imports that docs/architecture names. lib/platform/testing/architecture.ts applies them. */

const repo = '[/-]repo\\.ts$'
const service = '[/-]service\\.ts$'
const domain = '^lib/([^/]+)/[a-z/-]*\\bdomain\\.ts$'
/** What a domain holds out to others. */
const door = '^lib/[^/]+/[a-z/-]*\\b(service|entity|schema|events|session|definition|wire)\\.ts$'
const domainFolder = '^lib/(?!core/|platform/)([^/]+)/'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one idea, or a third is missing.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports-are-found',
      severity: 'error',
      comment: 'An import that cannot be followed escapes every other rule.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'core-imports-nothing',
      severity: 'error',
      comment: 'Everything stands on core, so core stands on nothing.',
      from: { path: '^lib/core/' },
      to: { pathNot: '^lib/core/' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'Rules know core and the types of their own folder: no input, output, clock or chance.',
      from: { path: domain },
      to: { pathNot: ['^lib/core/', '^lib/$1/'] },
    },
    {
      name: 'domain-is-below-its-service',
      severity: 'error',
      comment: 'Rules are called with what they need; they do not fetch it from the files beside them.',
      from: { path: domain },
      to: { path: [repo, service, '/(actions|queries)\\.ts$', '/ui/'] },
    },
    {
      name: 'database-only-in-repos',
      severity: 'error',
      comment: 'Only a repo talks to the database; a service says where a transaction begins and ends.',
      // better-auth is handed the client: it brings its own repo.
      from: { path: '^(app|components|lib)/', pathNot: [repo, '^lib/platform/', '^lib/accounts/auth\\.ts$'] },
      to: { path: '^lib/platform/db/', pathNot: '^lib/platform/db/transaction\\.ts$' },
    },
    {
      name: 'providers-are-asked-in-one-place',
      severity: 'error',
      comment: 'Whoever asks an AI calls askProvider: it alone knows the lock, the budget and the proof.',
      from: { path: '^(app|components|lib)/', pathNot: '^lib/providers/(adapters|call)' },
      to: { path: '(^|node_modules/)(ai|@ai-sdk/[^/]+)(/|$)' },
    },
    {
      name: 'components-show-only',
      severity: 'error',
      comment: 'A component gets its data; it never fetches them from a service or a repo.',
      from: { path: ['^components/', '^lib/[^/]+/ui/'] },
      to: { path: [repo, service] },
    },
    {
      name: 'lib-is-below-the-app',
      severity: 'error',
      comment: 'Routing composes the domains, never the other way round.',
      from: { path: '^lib/' },
      to: { path: '^app/' },
    },
    {
      name: 'only-ui-shows',
      severity: 'error',
      comment: 'Of a domain, only its ui folder may use the shared components.',
      from: { path: '^lib/', pathNot: '^lib/[^/]+/ui/' },
      to: { path: '^components/' },
    },
    {
      name: 'domains-meet-at-services',
      severity: 'error',
      comment:
        'A domain reaches another through its service, or by what it declares for others, not behind them.',
      from: { path: domainFolder, pathNot: '^lib/[^/]+/ui/' },
      to: { path: domainFolder, pathNot: ['^lib/$1/', door] },
    },
    {
      name: 'domain-screens-meet-at-screens',
      severity: 'error',
      comment: 'What a domain shows may use what another shows, reads in the browser and does on a click.',
      from: { path: '^lib/([^/]+)/ui/' },
      to: { path: domainFolder, pathNot: ['^lib/$1/', door, '^lib/[^/]+/ui/', '/(queries|actions)\\.ts$'] },
    },
    {
      name: 'app-without-repos',
      severity: 'error',
      comment: 'A page or route asks a service, which decides who may.',
      from: { path: '^app/' },
      to: { path: repo },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.test\\.tsx?$', '^lib/platform/db/generated/', '\\.next/'] },
    tsPreCompilationDeps: true, // type imports tie files together too
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
