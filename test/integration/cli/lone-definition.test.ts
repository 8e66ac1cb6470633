import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createCli } from './cli.js';

const folder = mkdtempSync(join(tmpdir(), 'taskwright-lone-'));
const cli = createCli({ cwd: folder, env: {} });
afterAll(() => {
  cli.stop();
  rmSync(folder, { recursive: true });
});

const WORDS = `import { defineWorkflow } from 'taskwright';
import { z } from 'zod';
export default defineWorkflow({ action: 'noop', title: z.string().parse('t') });`;

test('modules may import the package and its zod where neither is installed beside them, and nothing else', async () => {
  const names = ['lone.ts', 'lone.mts', 'lone.cts', 'lone.mjs', 'lone.js'];
  for (const name of names) writeFileSync(join(folder, name), WORDS);
  writeFileSync(join(folder, 'other.ts'), `import 'taskwrong';\nexport default {};`);
  const { exitCode, json } = await cli.run('validate', ...names, 'other.ts', '--json');
  const lone = names.map((file) => ({ file, valid: true, problems: [] }));
  const problem = expect.objectContaining({
    message: expect.stringMatching(/^other\.ts cannot be loaded: .*taskwrong/),
  });
  expect(exitCode).toBe(2);
  expect(json()).toEqual([...lone, { file: 'other.ts', valid: false, problems: [problem] }]);
});
