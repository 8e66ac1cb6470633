import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { bundle } from '../../../src/worker/workflow-bundle.js';

test('what is preloaded keeps the stacks of promises short', async () => {
  const { code } = await bundle(fileURLToPath(new URL('../../../src/workflows/index.ts', import.meta.url)));
  const context = createContext({ __webpack_module_cache__: {} });
  runInContext(`${code}\n__TEMPORAL__.preloadModules()`, context);
  expect(runInContext('Error.stackTraceLimit', context)).toBe(2);
}, 60_000);
