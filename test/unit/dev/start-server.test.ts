import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureServer } from '../../../src/dev/ensure-server.js';
import { ANY_PORT, isListening } from '../../../src/dev/free-port.js';
import { findProcessesByArguments, isRunning } from '../../../src/dev/process-identity.js';
import { endProcess } from '../../../src/dev/server-process.js';
import { startServer, type RunningServer, type ServerRecipe } from '../../../src/dev/start-server.js';

type Port = 'main';

let folder: string;
let spawned: RunningServer<Port>[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'taskwright-server-'));
  spawned = [];
});

afterEach(async () => {
  for (const server of spawned) await endProcess(server.process, { signal: 'SIGKILL', graceMs: 0 });
  rmSync(folder, { recursive: true });
});

const LISTENS = 'require("net").createServer().listen(Number(process.argv[1]), "127.0.0.1")';

/** A server that is a line of JavaScript, which finds its port in `process.argv[1]`. */
function createRecipe(script: string, changes: Partial<ServerRecipe<Port>> = {}): ServerRecipe<Port> {
  return {
    name: 'Test',
    logFile: join(folder, 'test.log'),
    preferredPorts: { main: ANY_PORT },
    ending: { signal: 'SIGTERM', graceMs: 5_000 },
    prepare: async () => (ports) => ({
      file: process.execPath,
      args: ['-e', script, String(ports.main), '--data', folder, ''],
    }),
    isUsable: (ports) => isListening(ports.main),
    judgeExit: (log) => (log.includes('EADDRINUSE') ? 'port_taken' : log.includes('again') ? 'try_again' : 'failed'),
    ...changes,
  };
}

const start = (recipe: ServerRecipe<Port>, options: { timeoutMs?: number; port?: number } = {}) =>
  startServer(recipe, {
    preferredPorts: { main: options.port ?? ANY_PORT },
    timeoutMs: options.timeoutMs ?? 20_000,
    onSpawned: (server) => spawned.push(server),
  });

test('a server is on record before it can be used, and lives in a process group of its own', async () => {
  const server = await start(createRecipe(LISTENS));
  expect(spawned).toEqual([server]);
  expect(isRunning(server.process)).toBe(true);
  // A signal to a group that does not exist throws.
  expect(process.kill(-server.process.pid, 0)).toBe(true);
});

test('a port that is taken at the last moment is replaced by another', async () => {
  const first = await start(createRecipe(LISTENS));
  let isFirstTry = true;
  const recipe = createRecipe(LISTENS, {
    // The first try is made on the other server's port, whose answer must not be taken for this one's.
    prepare: async () => (ports) => {
      const port = isFirstTry ? first.ports.main : ports.main;
      isFirstTry = false;
      return { file: process.execPath, args: ['-e', LISTENS, String(port)] };
    },
  });
  const second = await start(recipe);
  expect(second.ports.main).not.toBe(first.ports.main);
  expect(await isListening(second.ports.main)).toBe(true);
  expect(spawned).toHaveLength(3);
});

test('a server whose predecessor is not quite gone is started again', async () => {
  const flag = join(folder, 'flag');
  const server = await start(
    createRecipe(`const fs = require("fs");
      if (!fs.existsSync(${JSON.stringify(flag)})) { fs.writeFileSync(${JSON.stringify(flag)}, ""); console.error("again"); process.exit(1); }
      ${LISTENS}`),
  );
  expect(isRunning(server.process)).toBe(true);
  expect(spawned).toHaveLength(2);
});

test('a server that fails to start is reported with the end of its log', async () => {
  await expect(
    start(createRecipe('console.error("first"); console.error("no space left"); process.exit(3)')),
  ).rejects.toMatchObject({
    code: 'unavailable',
    message: `The embedded Test ended while it was starting. Its log is ${folder}/test.log, which ends with:\n  first\n  no space left`,
  });
});

test('a server that is never ready is ended and reported', async () => {
  const recipe = createRecipe('console.log("thinking"); setInterval(() => {}, 1000)', { isUsable: async () => false });
  await expect(start(recipe, { timeoutMs: 500 })).rejects.toThrow('The embedded Test did not become ready in time.');
  expect(spawned.map((server) => isRunning(server.process))).toEqual([false]);
});

test('a program that cannot be executed is reported', async () => {
  const recipe = createRecipe('', { prepare: async () => () => ({ file: join(folder, 'nothing'), args: [] }) });
  await expect(start(recipe)).rejects.toThrow('The embedded Test could not be executed: ');
});

test('a server that answers is kept', async () => {
  const recipe = createRecipe(LISTENS);
  const known = await start(recipe);
  expect(
    await ensureServer(recipe, { known, mark: ['--data', folder], onSpawned: (server) => spawned.push(server) }),
  ).toBe(false);
  expect(spawned).toHaveLength(1);
});

test('a server that was killed is replaced on the same port', async () => {
  const recipe = createRecipe(LISTENS);
  const known = await start(recipe);
  await endProcess(known.process, { signal: 'SIGKILL', graceMs: 5_000 });
  expect(
    await ensureServer(recipe, { known, mark: ['--data', folder], onSpawned: (server) => spawned.push(server) }),
  ).toBe(true);
  expect(spawned[1]?.ports).toEqual(known.ports);
});

test('a server that lives but does not answer any more is replaced', async () => {
  const known = await start(createRecipe(LISTENS));
  const recipe = createRecipe(LISTENS, { isUsable: async () => !isRunning(known.process) });
  await ensureServer(recipe, {
    known,
    mark: ['--data', folder],
    answerTimeoutMs: 50,
    onSpawned: (server) => spawned.push(server),
  });
  expect(spawned.map((server) => isRunning(server.process))).toEqual([false, true]);
});

test('a server of the same data that stands in no record is ended before another starts', async () => {
  const recipe = createRecipe(LISTENS);
  const stray = await start(recipe);
  await ensureServer(recipe, { known: null, mark: ['--data', folder], onSpawned: (server) => spawned.push(server) });
  expect(isRunning(stray.process)).toBe(false);
  expect(findProcessesByArguments('--data', folder)).toEqual([spawned[1]?.process]);
});
