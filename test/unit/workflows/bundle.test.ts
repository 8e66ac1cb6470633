import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import { bundle } from '../../../src/worker/workflow-bundle.js';

/** Every start of a workflow and every cold replay evaluates the whole bundle, so what is in it is counted. */
let code: string;

/** Its source map, as JSON text. */
let map: string;

beforeAll(async () => {
  const bundled = await bundle(fileURLToPath(new URL('../../../src/workflows/index.ts', import.meta.url)));
  const end = bundled.code.lastIndexOf('//# sourceMappingURL=');
  code = bundled.code.slice(0, end);
  map = Buffer.from(bundled.code.slice(bundled.code.indexOf('base64,', end) + 7), 'base64').toString();
}, 60_000);

/** `./src/domain/path.ts`, `./node_modules/long/umd/index.js`. */
function listModules(): string[] {
  return [...code.matchAll(/^\/\*{3}\/ "(\.[^"]+)"/gm)].map(([, id = '']) => id);
}

/** The bundle in a world of its own, as Temporal's sandbox holds it. */
function evaluate() {
  const context = createContext({ __webpack_module_cache__: {} });
  const evaluateIn = (expression: string): unknown => runInContext(expression, context);
  return { evaluateIn, load: () => evaluateIn(`${code}; __TEMPORAL__.importWorkflows()`) };
}

test('of other packages only those of Temporal and one small queue run in the sandbox', () => {
  const packages = listModules().flatMap((id) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? []);
  expect([...new Set(packages)].sort()).toEqual([
    '@temporalio/common',
    '@temporalio/workflow',
    'long',
    'ms',
    'nexus-rpc',
    'tinyqueue',
  ]);
});

test('of our own code only what decides runs in the sandbox', () => {
  const own = listModules().filter((id) => !id.includes('node_modules'));
  const folders = own.map((id) => /^\.\/src\/([^/]+)\//.exec(id)?.[1] ?? id);
  expect([...new Set(folders)].sort()).toEqual(['domain', 'factory', 'orchestrators', 'workflows']);
  expect(own.filter((id) => /(schema|kind|parts|check)\.ts$/.test(id) && id.includes('/orchestrators/'))).toEqual([]);
});

test('the bundle stays below 850 KB, of which Temporal is 550', () => {
  expect(code.length).toBeLessThan(850_000);
});

test('its source map finds our files wherever they lie, and holds none of them', () => {
  const parsed = JSON.parse(map) as { readonly sources: readonly string[]; readonly sourcesContent?: unknown };
  expect(parsed.sources).toContain('./src/workflows/run.ts');
  expect(parsed.sources.filter((source) => !/^(\.\/|webpack\/)/.test(source))).toEqual([]);
  expect(parsed.sourcesContent).toBeUndefined();
  expect(map.length).toBeLessThan(500_000);
});

test('the workflow is the only export, so that no definition meets another by its name', () => {
  expect(Object.keys(evaluate().load() ?? {})).toEqual(['default']);
});

test('no polyfill is added to the prototypes that all workflows of a worker share', () => {
  const { evaluateIn, load } = evaluate();
  const countKeys = () =>
    Object.fromEntries(
      ['Object', 'Function', 'Array', 'String', 'Number', 'Promise', 'Map', 'Set', 'Error'].map((name) => [
        name,
        evaluateIn(`Reflect.ownKeys(${name}.prototype).length`),
      ]),
    );
  const before = countKeys();
  load();
  expect(countKeys()).toEqual(before);
});
