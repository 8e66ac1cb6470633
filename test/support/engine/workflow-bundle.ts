import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { withFileLock } from '../../../src/dev/file-lock.js';
import { bundle } from '../../../src/worker/workflow-bundle.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** All that may be in the bundle. */
const SOURCES = ['src/workflows', 'src/orchestrators', 'src/factory', 'src/domain', 'src/worker'];

/** The bundle of the sources as they are, made once for all test files: it takes seconds. */
export async function bundleOnce(): Promise<WorkflowBundleOption & { readonly codePath: string }> {
  const folder = join(ROOT, 'node_modules/.cache/taskwright-tests');
  const codePath = join(folder, `workflow-bundle-${hashSources()}.cjs`);
  if (existsSync(codePath)) return { codePath };
  mkdirSync(folder, { recursive: true });
  const lock = { path: join(folder, 'lock'), timeoutMs: 60_000, subject: 'the workflow bundle of the tests' };
  await withFileLock(lock, async () => {
    if (existsSync(codePath)) return;
    const { code } = await bundle(join(ROOT, 'src/workflows/index.ts'));
    writeFileSync(`${codePath}.${process.pid}`, code);
    renameSync(`${codePath}.${process.pid}`, codePath);
  });
  return { codePath };
}

function hashSources(): string {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  for (const folder of SOURCES) {
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      if (file.endsWith('.ts')) hash.update(file).update(readFileSync(join(ROOT, folder, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
