import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ID_RULE } from '../../../src/domain/ids.js';
import { runCli } from '../../../src/cli/run-cli.js';
import { createFakeIo, type FakeIo } from './fake-io.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'taskwright-cli-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

async function run(...args: string[]): Promise<FakeIo & { readonly exitCode: number }> {
  return runWith({}, ...args);
}

async function runWith(env: Record<string, string>, ...args: string[]) {
  const io = createFakeIo({ cwd: folder, env });
  const exitCode = await runCli(args, io);
  return { ...io, exitCode };
}

function toJson({ outLines }: FakeIo): unknown {
  return JSON.parse(outLines.join('\n'));
}

const GOOD = 'id: good\ntasks:\n  - { id: a, action: noop }\n';
const BAD = 'id: bad\ntasks:\n  - { id: a, action: noop, titel: x }\n';
const PROBLEM = {
  code: 'invalid_definition',
  message: 'Unknown key "titel".',
  file: 'bad.yaml',
  line: 3,
  column: 28,
  path: '/a',
  hint: 'Did you mean "title"?',
};

test('help goes to stdout and names every command', async () => {
  const { exitCode, outLines, noteLines } = await run('--help');
  const help = outLines.join('\n');
  const named = [...help.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name]) => name);
  expect(exitCode).toBe(0);
  expect(noteLines).toEqual([]);
  expect(named).toEqual([
    ...['up', 'down', 'status', 'run', 'validate', 'push', 'definitions', 'runs', 'show', 'events', 'audit', 'watch'],
    ...['signal', 'approve', 'reject', 'request-changes', 'delegate', 'withdraw', 'complete', 'cancel'],
    ...['pause', 'resume', 'retry', 'rerun', 'terminate', 'tasks', 'templates', 'tokens'],
    ...['inbox', 'notifications', 'serve', 'worker', 'mcp', 'migrate', 'help'],
  ]);
});

test('no command at all is wrong usage, and shows the help on stderr', async () => {
  const { exitCode, outLines, noteLines } = await run();
  expect(exitCode).toBe(2);
  expect(outLines).toEqual([]);
  expect(noteLines.join('\n')).toContain('Usage: taskwright');
});

test('the version is that of the package', async () => {
  const { exitCode, outLines } = await run('--version');
  expect(exitCode).toBe(0);
  expect(outLines.join('')).toMatch(/^\d+\.\d+\.\d+/);
});

test('an unknown command is wrong usage, and the nearest one is named', async () => {
  const { exitCode, noteLines } = await run('shwo');
  expect(exitCode).toBe(2);
  expect(noteLines).toEqual(["error: Unknown command 'shwo'. (invalid_input)\n  Did you mean show?"]);
});

test.each([[['shwo', '--help']], [['help', 'shwo']], [['--data-dir', 'x', 'shwo']]])(
  'also where its help is asked for: %j',
  async (args) => {
    const { exitCode, outLines, noteLines } = await run(...args);
    expect([exitCode, outLines]).toEqual([2, []]);
    expect(noteLines).toEqual(["error: Unknown command 'shwo'. (invalid_input)\n  Did you mean show?"]);
  },
);

test('options of all commands may stand before the command', async () => {
  write('bad.yaml', BAD);
  const io = await run('--data-dir', 'x', '--workspace', 'w', 'run', 'bad.yaml', '--json');
  expect([io.exitCode, toJson(io)]).toEqual([2, { valid: false, problems: [PROBLEM] }]);
  const { noteLines } = await run('--data-dir', 'x', 'run', 'bad.yaml', '--nope');
  expect(noteLines[0]).toContain('taskwright help run');
});

test.each([
  [['--nope'], 'taskwright help'],
  [['run'], 'taskwright help run'],
  [['tokens', 'create'], 'taskwright tokens create --help'],
  [['tasks', 'zzzzzzzz'], 'taskwright help tasks'],
  [['--data-dir', 'x', 'templates', 'push'], 'taskwright templates push --help'],
])('wrong usage names the help of the command that it is about: %j', async (args, help) => {
  const { exitCode, noteLines } = await run(...args);
  expect(exitCode).toBe(2);
  expect(noteLines.join('\n')).toContain(`See "${help}".`);
});

test('an id that no run can have is refused before any server is started', async () => {
  write('good.yaml', GOOD);
  const { exitCode, noteLines } = await run('run', 'good.yaml', '--run-id', 'a b');
  expect(exitCode).toBe(2);
  expect(noteLines).toEqual([`error: "a b" cannot be the id of a run. (invalid_input)\n  ${ID_RULE}`]);
});

test.each([
  ['an unknown option', ['run', 'x.yaml', '--nope']],
  ['a missing argument', ['run']],
  ['too many arguments', ['show', 'a', 'b']],
  ['an option without its value', ['run', 'x.yaml', '--input']],
  ['a status that there is not', ['runs', '--status', 'nope']],
  ['a page that is too long', ['runs', '--limit', '1000']],
  ['a signal without a name', ['signal', 'r1']],
  ['a signal to a run and a correlation key', ['signal', '--correlation', 'k', 'r1', 'go']],
  ['a signal to a task of a correlation key', ['signal', '--correlation', 'k', '--task', '/a', 'go']],
  ['a payload that is no JSON', ['signal', 'r1', 'go', '--data', '{']],
  ['an output that is no JSON', ['complete', 'r1', '/a', '--output', 'done']],
  ['an output and a failure', ['complete', 'r1', '/a', '--output', '1', '--fail', 'no']],
  ['what is neither file nor id', ['run', 'a b']],
  ['an input that is no pair', ['run', 'x.yaml', '-i', 'name']],
  ['an input file that is not there', ['run', 'x.yaml', '--input', 'nope.json']],
  ['a workspace that is no id', ['runs', '--workspace', 'a/b']],
  ['hosts that are none', ['run', 'x.yaml', '--allow-hosts', 'http://x']],
])('%s is wrong usage', async (_, args) => {
  const { exitCode, outLines, noteLines } = await run(...args);
  expect(exitCode).toBe(2);
  expect(outLines).toEqual([]);
  expect(noteLines).toHaveLength(1);
  expect(noteLines[0]).toMatch(/^(error|x\.yaml): .*\n? */);
});

test.each(['runs', 'down', 'status', 'up'])('one server of two is wrong usage: %s', async (command) => {
  const { exitCode, noteLines } = await runWith({ TEMPORAL_ADDRESS: '127.0.0.1:1' }, command);
  expect(exitCode).toBe(2);
  expect(noteLines).toEqual([
    'error: TEMPORAL_ADDRESS is set and DATABASE_URL is not. (invalid_input)\n' +
      '  Set both to use your own servers, or neither to let Taskwright bring up its own.',
  ]);
});

test('good definitions are valid', async () => {
  write('good.yaml', GOOD);
  const { exitCode, outLines, noteLines } = await run('validate', 'good.yaml');
  expect([exitCode, outLines, noteLines]).toEqual([0, [], ['good.yaml: valid']]);
});

test('what is wrong with a definition is said with its place and how to mend it', async () => {
  write('bad.yaml', BAD);
  const { exitCode, outLines, noteLines } = await run('validate', 'bad.yaml');
  expect(exitCode).toBe(2);
  expect(outLines).toEqual([]);
  expect(noteLines).toEqual(['bad.yaml:3:28: Unknown key "titel".\n  at /a\n  Did you mean "title"?']);
});

test('validate --json prints an object for one file', async () => {
  write('good.yaml', GOOD);
  write('bad.yaml', BAD);
  const bad = await run('validate', 'bad.yaml', '--json');
  expect([bad.exitCode, toJson(bad)]).toEqual([2, { valid: false, problems: [PROBLEM] }]);
  const good = await run('validate', '--json', 'good.yaml');
  expect([good.exitCode, toJson(good)]).toEqual([0, { valid: true, problems: [] }]);
});

test('validate --json prints a list with the files for several', async () => {
  write('good.yaml', GOOD);
  write('bad.yaml', BAD);
  const io = await run('validate', 'good.yaml', 'bad.yaml', '--json');
  expect(io.exitCode).toBe(2);
  expect(toJson(io)).toEqual([
    { file: 'good.yaml', valid: true, problems: [] },
    { file: 'bad.yaml', valid: false, problems: [PROBLEM] },
  ]);
});

test('a file that is not there is a problem of its own', async () => {
  const io = await run('validate', 'nope.yaml', '--json');
  expect(io.exitCode).toBe(2);
  expect(toJson(io)).toMatchObject({ valid: false, problems: [{ code: 'not_found', file: 'nope.yaml', line: null }] });
});

test('run --json prints what validate --json would, without servers', async () => {
  write('bad.yaml', BAD);
  const io = await run('run', 'bad.yaml', '--json');
  expect([io.exitCode, toJson(io)]).toEqual([2, { valid: false, problems: [PROBLEM] }]);
});

test('run --json says in the same form what is wrong with the input, before any server starts', async () => {
  write('good.yaml', `input: { type: object, properties: { n: { type: integer } } }\n${GOOD}`);
  const io = await run('run', 'good.yaml', '-i', 'n=many', '--json');
  expect(io.exitCode).toBe(2);
  expect(toJson(io)).toMatchObject({
    valid: false,
    problems: [{ code: 'invalid_input', file: null, line: null, column: null, path: null }],
  });
});

test('run --json says in the same form what is wrong with the command line', async () => {
  const io = await run('run', '--json', '--nope', 'x.yaml');
  expect(io.exitCode).toBe(2);
  expect(toJson(io)).toMatchObject({ valid: false, problems: [{ code: 'invalid_input' }] });
});

test('push checks all files before it keeps one', async () => {
  write('good.yaml', GOOD);
  write('bad.yaml', BAD);
  const { exitCode, noteLines } = await run('push', 'good.yaml', 'bad.yaml');
  expect(exitCode).toBe(2);
  expect(noteLines).toEqual(['bad.yaml:3:28: Unknown key "titel".\n  at /a\n  Did you mean "title"?']);
});

test('where nothing was ever stored there are no runs and no definitions, and nothing is started to say so', async () => {
  expect(await run('runs', '--json')).toMatchObject({
    exitCode: 0,
    outLines: ['{\n  "runs": [],\n  "nextCursor": null\n}'],
  });
  expect(await run('definitions', '--json')).toMatchObject({ exitCode: 0, outLines: ['[]'] });
  expect(await run('runs', '--data-dir', 'elsewhere')).toMatchObject({
    exitCode: 0,
    noteLines: [`Nothing has been stored in ${join(folder, 'elsewhere')} yet.`, 'There are no runs.'],
  });
});

test('where nothing was ever stored a run is not found', async () => {
  const io = await run('show', 'r1', '--json');
  expect(io.exitCode).toBe(6);
  expect(toJson(io)).toMatchObject({ error: { code: 'not_found', path: null } });
});

test.each([
  [['signal', 'r1', 'go']],
  [['approve', 'r1', '/a']],
  [['complete', 'r1', '/a']],
  [['cancel', 'r1']],
  [['terminate', 'r1']],
  [['worker']],
])('%j needs what is running', async (args) => {
  const { exitCode, noteLines } = await run(...args);
  expect(exitCode).toBe(5);
  expect(noteLines.join('\n')).toContain('Start it with "taskwright up"');
});

test('run --detach needs what is running', async () => {
  write('good.yaml', GOOD);
  const io = await run('run', 'good.yaml', '--detach', '--json');
  expect(io.exitCode).toBe(5);
  expect(toJson(io)).toMatchObject({ error: { code: 'unavailable' } });
});

test('status and down are in order where nothing runs', async () => {
  const status = await run('status', '--json');
  expect(status.exitCode).toBe(0);
  expect(toJson(status)).toMatchObject({ running: false, servers: [], worker: null });
  expect(await run('down')).toMatchObject({
    exitCode: 0,
    noteLines: [`Nothing runs in ${join(folder, '.taskwright')}.`],
  });
});

test('a known secret is masked in what goes wrong', async () => {
  const env = { TASKWRIGHT_SECRET_KEY: 'hunter22' };
  const { noteLines } = await runWith(env, 'run', 'a hunter22');
  expect(noteLines[0]).toContain('"a ***" is neither a file nor the id of a definition.');
});
