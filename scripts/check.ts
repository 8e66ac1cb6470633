import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is checked without running the code, side by side; the longest first. */
const GATES = {
  types: 'tsc --noEmit -p tsconfig.json',
  format: 'prettier --check . --cache --cache-location node_modules/.cache/prettier/check --log-level warn',
  imports: 'depcruise src --output-type err',
  lint: 'oxlint --format unix',
  'types of the sandbox': 'tsc --noEmit -p tsconfig.sandbox.json',
  'unused code': 'knip',
};

const root = fileURLToPath(new URL('..', import.meta.url));

/** A gate that fails says why; one that passes may still have a warning to give. */
async function passes(name: string, command: string): Promise<boolean> {
  const startedAt = performance.now();
  const [tool = '', ...args] = command.split(' ');
  const child = spawn(join(root, 'node_modules/.bin', tool), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [exitCode] = await once(child, 'close');
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const hasPassed = exitCode === 0;
  console.log(`${hasPassed ? 'ok' : 'FAILED'}  ${name}  (${tool}, ${seconds} s)`);
  if (!hasPassed || /\bWarning\b/.test(said)) console.log(said.trim());
  return hasPassed;
}

const waiting = Object.entries(GATES);
const answers: boolean[] = [];

async function work(): Promise<void> {
  for (let gate = waiting.shift(); gate; gate = waiting.shift()) answers.push(await passes(...gate));
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
process.exitCode = answers.every(Boolean) ? 0 : 1;
