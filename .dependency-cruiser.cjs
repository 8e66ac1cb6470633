/**
 * Who may import values from whom. What a folder of `src` needs beyond itself stands here in one row; types are free,
 * for they are gone when the code runs.
 */

/** Paths below `src`, and packages. `node: true` where the modules of Node may be used. */
const LAYERS = {
  // Nouns. No dependency at all, so that the sandbox, the worker, the CLI and a browser may share them.
  domain: { src: [], packages: [] },
  expressions: { src: ['domain'], packages: ['@marcbachmann/cel-js', 're2js'] },
  orchestrators: { src: ['domain', 'definitions/json-schema'], packages: ['zod'] },
  definitions: {
    src: ['domain', 'expressions', 'orchestrators', 'actions'],
    packages: ['zod', 'ajv', 'ajv-formats', 'croner', 'yaml', 'fastest-levenshtein', 'tsx'],
    node: true,
  },
  factory: { src: ['domain', 'orchestrators', 'definitions', 'expressions/template'], packages: [] },
  workflows: {
    src: ['domain', 'factory/orchestrators'],
    packages: ['@temporalio/workflow', '@temporalio/common', 'tinyqueue'],
  },
  store: { src: ['domain'], packages: ['drizzle-orm', 'pg', 'semver'], node: true },
  // The store and the actions are injected: only the pure parts of either may be imported.
  activities: {
    src: [
      'domain',
      'expressions',
      'factory',
      'definitions',
      'orchestrators/task-parts',
      'workflows/protocol',
      'store/(may-task-come-yet|ordinal|task-id)',
      'actions/(action-input|inputs)',
    ],
    packages: ['@temporalio/activity', '@temporalio/common'],
    node: true,
  },
  actions: {
    src: ['domain', 'expressions'],
    packages: ['zod', 'undici', 'ipaddr.js', '@modelcontextprotocol/sdk'],
    node: true,
  },
  config: { src: ['domain', 'actions/(egress/allow-hosts|secret-source)'], packages: ['zod'], node: true },
  client: {
    src: [
      'domain',
      'definitions',
      'factory/(definition-tree|guarded-tasks)',
      'workflows/protocol',
      'store/(audit-hash|may-task-come-yet|ordinal|task-id)',
    ],
    packages: ['@temporalio/client', '@temporalio/common'],
    node: true,
  },
  // Generic tasks are decided in one transaction each, so the SQL is theirs.
  tasks: {
    src: [
      'domain',
      'definitions',
      'expressions',
      'client',
      'workflows/(tree-)?protocol',
      'schedules',
      'store/postgres/(columns|schema|task-database|to-store-error)',
      'store/task-id',
    ],
    packages: [
      '@temporalio/activity',
      '@temporalio/client',
      '@temporalio/common',
      'ajv',
      'ajv-formats',
      'drizzle-orm',
      'fastest-levenshtein',
      'json5',
      'yaml',
      'zod',
    ],
    node: true,
  },
  mcp: {
    src: ['domain', 'definitions', 'client', 'tasks'],
    packages: ['@modelcontextprotocol/sdk', 'zod'],
    node: true,
  },
  access: {
    src: ['domain', 'store/postgres/(columns|schema|to-store-error|with-store-errors)'],
    packages: ['drizzle-orm', 'jose'],
    node: true,
  },
  // What came in from outside: kept first, then delivered.
  inbox: {
    src: ['domain', 'client', 'definitions', 'expressions', 'store/postgres/(columns|schema|to-store-error)'],
    packages: ['drizzle-orm', 'yaml', 'zod'],
    node: true,
  },
  // What goes out of what has happened: by rules to channels, and to code of the user's own.
  notifications: {
    src: [
      'domain',
      'expressions',
      'actions/egress',
      'definitions/predicate',
      'store/postgres/(columns|schema|to-store-error)',
      'tasks/(model|store|verbs/decide-task)',
    ],
    packages: ['drizzle-orm', 'nodemailer', 'pg', 'yaml', 'zod'],
    node: true,
  },
  // What starts by itself: Postgres has what is to stand, Temporal is told of it.
  schedules: {
    src: [
      'domain',
      'client',
      'definitions',
      'workflows/(schedule-)?protocol',
      'store/definition-order',
      'store/postgres/(columns|schema|to-store-error)',
    ],
    packages: ['@temporalio/activity', '@temporalio/client', '@temporalio/common', 'drizzle-orm'],
    node: true,
  },
  http: {
    src: ['access', 'domain', 'client', 'definitions', 'inbox', 'mcp', 'notifications/status', 'tasks'],
    packages: ['hono', '@hono/[^/]+', 'rate-limiter-flexible', 'zod'],
    node: true,
  },
  worker: {
    src: [
      'domain',
      'actions',
      'activities',
      'client',
      'factory',
      'inbox',
      'workflows',
      'store/(postgres-store|postgres/migrate)',
      'notifications',
      'schedules',
      'tasks/(tree-activities|tree-runs|write-template-run)',
      // What authors of a kind build with.
      'orchestrators/(task-parts|child-task|authored-values)',
    ],
    packages: ['@temporalio/client', '@temporalio/worker', '@temporalio/common'],
    node: true,
  },
  dev: {
    src: ['domain'],
    packages: [
      '@temporalio/client',
      '@temporalio/common',
      '@temporalio/proto',
      'pg',
      'postgres',
      'proper-lockfile',
      'undici',
      'zod',
    ],
    node: true,
  },
};

const escape = (text) => text.replaceAll('.', '\\.');

const toRule = ([layer, { src, packages, node }]) => ({
  name: `${layer}-imports`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: {
    pathNot: [
      `^src/${layer}/`,
      ...src.map((path) => `^src/${path}(/|\\.ts$)`),
      ...packages.map((name) => `node_modules/${escape(name)}/`),
    ],
    ...(node ? { dependencyTypesNot: ['core'] } : {}),
  },
});

module.exports = {
  forbidden: [
    ...Object.entries(LAYERS).map(toRule),
    {
      name: 'render-imports',
      comment: 'What the CLI prints is made of what it is given.',
      severity: 'error',
      from: { path: '^src/cli/render/' },
      to: { path: '^src/(?!cli/|domain/)' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'sandbox',
      comment: 'Every start of a workflow evaluates all of this: no zod, no CEL, no database, no modules of Node.',
      severity: 'error',
      from: { path: '^src/workflows/(index|preload|extend)\\.ts$' },
      to: {
        reachable: true,
        pathNot: [
          '^src/(workflows|domain)/',
          '^src/factory/orchestrators\\.ts$',
          '^src/orchestrators/([^/]+/(advance|control|[a-z]+-steps)|fan|strategy|orchestrator)\\.ts$',
          '^node_modules/(@temporalio/(workflow|common)|tinyqueue)/',
        ],
      },
    },
    {
      name: 'no-testing-in-production',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(testing|store/memory)(/|-store\\.ts$)' },
      to: { path: '^src/(testing/|store/memory)' },
    },
    {
      name: 'no-tests-in-src',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|examples|scripts|dist)/' },
    },
    {
      name: 'listed-dependencies',
      comment: 'What is imported has to be installed with the package.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'undetermined'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
