import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RunnableExample } from '../examples/support/example.js';
import { leaseServers } from '../examples/support/servers.js';
import { bundle } from '../src/worker/workflow-bundle.js';

/**
 * Runs every example, or those whose folders are named, on one pair of servers: each asserts its own result.
 * `run.ts` of a folder, and whatever else in it ends in `.run.ts`.
 */
const root = new URL('../examples/', import.meta.url);

function listExamples(): string[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .flatMap(({ name }) => readdirSync(new URL(`${name}/`, root)).map((file) => `${name}/${file}`))
    .filter((file) => /\/(?:run|[a-z-]+\.run)\.ts$/.test(file))
    .sort();
}

/** What an example says is shown when it fails. */
async function isPassed(
  file: string,
  run: (say: (line: string) => void) => Promise<RunnableExample>,
): Promise<boolean> {
  const said: string[] = [];
  const startedAt = performance.now();
  const toSeconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  try {
    const { title } = await run((line) => void said.push(line));
    console.log(`ok      ${title} (${toSeconds()} s)`);
    return true;
  } catch (thrown) {
    console.log(`FAILED  examples/${file} (${toSeconds()} s)`);
    for (const line of said) console.log(`        ${line}`);
    console.log(thrown);
    return false;
  }
}

const wanted = process.argv.slice(2);
const files = listExamples().filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)));
const startedAt = performance.now();
const [servers, plainBundle] = await Promise.all([
  leaseServers(),
  bundle(fileURLToPath(new URL('../src/workflows/index.ts', import.meta.url))),
]);
console.log(`servers ready (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
let passed = 0;
try {
  for (const file of files) {
    const hasPassed = await isPassed(file, async (say) => {
      const { example }: { example: RunnableExample } = await import(new URL(file, root).href);
      await example.run({
        servers,
        bundle: plainBundle,
        say: (what, value) => say(value === undefined ? what : `${what}: ${JSON.stringify(value)}`),
      });
      return example;
    });
    if (hasPassed) passed += 1;
  }
} finally {
  await servers.release();
}
console.log(`${passed} passed, ${files.length - passed} failed`);
process.exitCode = passed === files.length ? 0 : 1;
