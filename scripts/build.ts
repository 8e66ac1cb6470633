import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../src/worker/workflow-bundle.js';

/** Makes `dist` anew: the compiled package, and the bundle of what runs in the sandbox, which workers then only read. */
const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

async function compile(): Promise<void> {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const child = spawn(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  const [exitCode] = await once(child, 'exit');
  if (exitCode !== 0) throw new Error('The sources do not compile.');
  await chmod(join(dist, 'cli/main.js'), 0o755);
}

async function bundleWorkflows(): Promise<void> {
  const { code } = await bundle(join(root, 'src/workflows/index.ts'));
  await writeFile(join(dist, 'workflow-bundle.cjs'), code);
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist);
await Promise.all([compile(), bundleWorkflows()]);
