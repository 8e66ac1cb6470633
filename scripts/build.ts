import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../src/worker/workflow-bundle.js';

/**
 * Makes `dist` anew: the compiled package, and the bundle of what runs in the sandbox, which workers then only read. With
 * `--if-stale` only when a source is younger than that: the first `npx taskwright` in a checkout runs `prepare` again, and would
 * be silent for a minute and take `dist` away from whoever runs meanwhile.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** Written last, so it is there only when all went well, and is as old as the whole. */
const bundleFile = join(dist, 'workflow-bundle.cjs');

async function isStale(): Promise<boolean> {
  const built = await stat(bundleFile).catch(() => undefined);
  if (built === undefined) return true;
  const entries = await readdir(join(root, 'src'), { recursive: true });
  const sources = [
    'src',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    ...entries.map((entry) => join('src', entry)),
  ];
  const changes = await Promise.all(sources.map((source) => stat(join(root, source))));
  return changes.some((source) => source.mtimeMs > built.mtimeMs);
}

async function compile(): Promise<void> {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const child = spawn(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  const [exitCode] = await once(child, 'exit');
  if (exitCode !== 0) throw new Error('The sources do not compile.');
  await chmod(join(dist, 'cli/main.js'), 0o755);
}

async function build(): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist);
  const [{ code }] = await Promise.all([bundle(join(root, 'src/workflows/index.ts')), compile()]);
  await writeFile(bundleFile, code);
}

if (!process.argv.includes('--if-stale') || (await isStale())) await build();
