import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../support/engine/engine.js';
import { openTestEngine } from '../../support/engine/with-caches.js';
import { openTestGateway, type TestGateway } from '../../web/gateway.js';
import { createCli, type Cli } from './cli.js';
import { writeDefinitions } from './definitions.js';

let engine: Engine;
let gateway: TestGateway;
let folder: string;
let cli: Cli;

beforeAll(async () => {
  engine = await openTestEngine();
  await engine.startWorker();
  gateway = await openTestGateway(engine);
  folder = mkdtempSync(join(tmpdir(), 'taskwright-gateway-'));
  writeDefinitions(folder);
  cli = through(await gateway.token('ann', { roles: ['pm'], scopes: ['read', 'run', 'work', 'signal', 'decide'] }));
});

afterAll(async () => {
  cli.stop();
  await gateway.stop();
  await engine.close();
  rmSync(folder, { recursive: true });
});

function through(token: string | null, url = gateway.url): Cli {
  const env = { TASKWRIGHT_URL: url, ...(token !== null && { TASKWRIGHT_TOKEN: token }) };
  return createCli({ cwd: folder, env });
}

test('a file is run to its end, and what is printed is what is printed beside the servers', async () => {
  const ran = await cli.ask('run', 'hello.yaml', '-i', 'name=Ann', '--run-id', 'gw-hello', '--json');
  expect([ran.exitCode, ran.stderr]).toEqual([0, expect.stringContaining('✔ hello 1.0.0 completed')]);
  expect(ran.json()).toEqual(await engine.client.read('gw-hello'));
  expect((await cli.ask('show', 'gw-hello', '--json')).json()).toEqual(ran.json());
  expect((await cli.ask('show', 'gw-hello')).stdout).toContain('greet');
  expect((await cli.ask('events', 'gw-hello', '--json')).json()).toEqual(
    await engine.client.listEvents({ runId: 'gw-hello' }),
  );
  expect((await cli.ask('runs', '--status', 'completed', '--json')).json()).toEqual(
    await engine.client.list({ status: ['completed'] }),
  );
  const failed = await cli.ask('run', 'late.yaml', '--run-id', 'gw-late', '--json');
  expect([failed.exitCode, failed.json().status]).toEqual([3, 'timed_out']);
});

test('a definition that is pushed is the same as beside the servers, and is run by its id', async () => {
  expect((await cli.ask('push', 'hello.yaml', '--json')).json()).toMatchObject([{ id: 'hello', isNew: true }]);
  const beside = await engine.client.findDefinition({ id: 'hello' });
  expect((await cli.ask('definitions', '--json')).json()).toMatchObject([{ id: 'hello', hash: beside.hash }]);
  expect(await engine.client.push(beside.definition)).toMatchObject({ isNew: false });
  const ran = await cli.ask('run', 'hello@1.0.0', '-i', 'name=1.10');
  expect([ran.exitCode, JSON.parse(ran.stdout)]).toEqual([0, { text: 'Hello 1.10' }]);
});

test('what a run waits for is answered in the name of the token', async () => {
  const detached = await cli.ask('run', 'release.yaml', '--run-id', 'gw-release', '--detach');
  expect([detached.exitCode, detached.stdout]).toEqual([0, 'gw-release\n']);
  const watching = cli.ask('watch', 'gw-release');
  await engine.taskWith('gw-release', '/ci', 'waiting');
  const none = await cli.ask('signal', '--correlation', 'gw-nobody', 'ci-finished');
  expect([none.exitCode, none.stderr]).toEqual([6, expect.stringContaining('Nothing waits for "ci-finished"')]);
  expect((await cli.ask('inbox', '--json')).json()).toMatchObject([{ source: 'correlation:gw-nobody' }]);
  const sent = await cli.ask('signal', 'gw-release', 'ci-finished', '--data', '{"ok":true}', '--json');
  expect(sent.json()).toEqual({ reached: 1, deliveryId: expect.any(String) });

  await engine.taskWith('gw-release', '/qa', 'waiting');
  const tester = through(await gateway.token('tom', { scopes: ['work'] }));
  const done = await tester.ask('complete', 'gw-release', '/qa', '--output', '{"passed":3}');
  expect([done.exitCode, done.stderr]).toEqual([0, 'Recorded for /qa: completed, by tom.\n']);
  await engine.taskWith('gw-release', '/approve', 'waiting');
  const said = await cli.ask('approve', 'gw-release', '/approve', '--as', 'bo');
  expect([said.exitCode, said.stderr]).toEqual([6, expect.stringContaining('TASKWRIGHT_TOKEN says who asks')]);
  expect((await cli.ask('delegate', 'gw-release', '/approve', '--to', 'bo')).exitCode).toBe(0);
  expect((await cli.ask('withdraw', 'gw-release', '/approve')).exitCode).toBe(0);
  const approved = await cli.ask('approve', 'gw-release', '/approve', '--comment', 'Fine.');
  expect([approved.exitCode, approved.stderr]).toEqual([0, 'Recorded for /approve: approve, by ann.\n']);

  const watched = await watching;
  expect([watched.exitCode, watched.stderr]).toEqual([0, expect.stringContaining('release 0.0.0 completed')]);
  expect((await cli.ask('show', 'gw-release', '--json')).json()).toMatchObject({
    output: { qa: { passed: 3 }, by: 'ann' },
  });
  expect((await cli.ask('audit', 'gw-release', '--json')).json()).toEqual(
    await engine.client.listAudit({ runId: 'gw-release' }),
  );
  expect((await cli.ask('audit', 'verify', 'gw-release', '--json')).json()).toMatchObject({ isWhole: true, runs: 1 });
});

test('Ctrl-C detaches from a run, which then is paused, resumed and cancelled', async () => {
  const running = cli.start('run', 'release.yaml', '--run-id', 'gw-stop');
  await running.hasSaid('run gw-stop');
  running.kill('SIGINT');
  const left = await running.ended;
  expect([left.exitCode, left.stderr]).toEqual([130, expect.stringContaining('with the workers behind the gateway')]);
  expect((await cli.ask('pause', 'gw-stop')).exitCode).toBe(0);
  expect((await cli.ask('resume', 'gw-stop', '--json')).json()).toEqual({ runId: 'gw-stop' });
  expect((await cli.ask('cancel', 'gw-stop', '--reason', 'Enough.')).exitCode).toBe(0);
  expect((await cli.ask('watch', 'gw-stop')).exitCode).toBe(4);
  const again = await cli.ask('cancel', 'gw-stop', '--json');
  expect([again.exitCode, again.json()]).toEqual([6, { error: expect.objectContaining({ code: 'conflict' }) }]);
});

test('a run that has failed is retried, and a task of it run again', async () => {
  writeFileSync(join(folder, 'outside.yaml'), 'id: outside\ntasks: [{ id: one, action: external }]\n');
  await cli.ask('run', 'outside.yaml', '--run-id', 'gw-outside', '--detach');
  await engine.taskWith('gw-outside', '/one', 'waiting');
  expect((await cli.ask('complete', 'gw-outside', '/one', '--fail', 'Broken.')).exitCode).toBe(0);
  expect((await cli.ask('watch', 'gw-outside')).exitCode).toBe(1);
  expect((await cli.ask('retry', 'gw-outside', '--reason', 'Once more.')).exitCode).toBe(0);
  await engine.taskThat('gw-outside', '/one', ({ status, visit }) => status === 'waiting' && visit === 2);
  expect((await cli.ask('complete', 'gw-outside', '/one')).exitCode).toBe(0);
  expect((await cli.ask('watch', 'gw-outside')).exitCode).toBe(0);
  expect((await cli.ask('rerun', 'gw-outside', '/one')).exitCode).toBe(0);
  await engine.taskThat('gw-outside', '/one', ({ status, visit }) => status === 'waiting' && visit === 3);
});

test('a run is terminated', async () => {
  await cli.ask('run', 'release.yaml', '--run-id', 'gw-end', '--detach');
  expect((await cli.ask('terminate', 'gw-end', '--reason', 'Now.')).stderr).toBe('gw-end is terminated.\n');
  expect((await cli.ask('watch', 'gw-end')).exitCode).toBe(4);
});

test('generic tasks are made, found, claimed, moved and handed in', async () => {
  await cli.ask('tasks', 'create', 'epic', '--id', 'gw-e', '--title', 'Epic', '-a', 'size=3');
  await cli.ask('tasks', 'create', 'design', '--id', 'gw-d', '--parent', 'gw-e', '--title', 'Design');
  await cli.ask('tasks', 'create', 'phase', '--id', 'gw-p', '--parent', 'gw-e', '--title', 'Phase');
  const listed = await cli.ask('tasks', 'list', '--type', 'design', '--type', 'phase', '--json');
  expect(listed.json()).toMatchObject({ total_count: 2 });
  expect((await cli.ask('tasks', 'move', 'gw-d', 'gw-p')).stderr).toBe('gw-d stands at /gw-e/gw-p/gw-d now.\n');
  expect((await cli.ask('tasks', 'execute', 'gw-d')).stdout).toContain('## How to work');
  writeFileSync(join(folder, 'notes.txt'), 'Notes of this machine');
  const handIn = ['tasks', 'complete', 'gw-d', '--work', '# Done', '-o', 'pages=2', '--file', 'notes.txt'];
  const unread = await cli.ask(...handIn, '--file', 'missing.txt');
  expect([unread.exitCode, unread.stderr]).toEqual([
    2,
    'error: The file missing.txt cannot be read. (invalid_input)\n',
  ]);
  const handedIn = (await cli.ask(...handIn, '--json')).json();
  expect(handedIn).toMatchObject({
    artifact_count: 2,
    artifact_references: [{ name: 'detailed_work' }, { name: 'notes.txt', size: 21 }],
  });
  expect((await cli.ask('tasks', 'tree', 'gw-e', '--depth', '2')).stdout).toContain('Design (design, gw-d): completed');
  const shown = await cli.ask('tasks', 'show', 'gw-d', '--json');
  expect(shown.json()).toMatchObject({ task_id: 'gw-d', status: 'completed' });
  const { artifacts } = (await cli.ask('tasks', 'artifacts', 'gw-d', '--json')).json();
  const contentOf = async (name: string) => {
    const { artifact_id: id } = artifacts.find((artifact: { name: string }) => artifact.name === name);
    return (await cli.ask('tasks', 'artifact', id)).stdout;
  };
  expect(await contentOf('detailed_work')).toBe('# Done\n');
  expect(await contentOf('notes.txt')).toBe('Notes of this machine\n');
  expect((await cli.ask('tasks', 'events', 'gw-d', '--json')).json().events.at(-1)).toMatchObject({ actor: 'ann' });
  expect((await cli.ask('tasks', 'specialists')).stdout).toContain('architect');
});

test('what was registered is taken back', async () => {
  const { ask } = gateway;
  const specialist = { name: 'gw_chef', role: 'Chef' };
  expect((await ask('POST /v1/specialists', { specialist })).status).toBe(201);
  expect((await ask('POST /v1/task-types', { type: { name: 'gw_dish', kind: 'wait' } })).status).toBe(201);
  expect((await cli.ask('tasks', 'unregister-specialist', 'gw_chef')).stderr).toBe(
    'The role gw_chef is registered no more.\n',
  );
  expect((await cli.ask('tasks', 'unregister-specialist', 'gw_chef')).exitCode).toBe(6);
  const types = async () => (await cli.ask('tasks', 'types', '--json')).json().task_types;
  expect(await types()).toContainEqual(expect.objectContaining({ name: 'gw_dish' }));
  expect(await ask('DELETE /v1/task-types/gw_dish')).toMatchObject({
    status: 200,
    body: { name: 'gw_dish', unregistered: true },
  });
  expect(await types()).not.toContainEqual(expect.objectContaining({ name: 'gw_dish' }));
  expect((await ask('DELETE /v1/task-types/gw_dish')).status).toBe(404);
  expect((await ask('DELETE /v1/task-types/approval_gate')).status).toBe(409);
  expect((await cli.ask('tasks', 'unregister-type', 'approval_gate')).exitCode).toBe(6);
});

test('templates are kept, shown and made into tasks', async () => {
  const template = {
    template_id: 'gw_review',
    parameters_schema: { type: 'object', required: ['what'], properties: { what: { type: 'string' } } },
    task_structure: { root_task: { task_type: 'review', title: 'Review {{what}}' } },
  };
  writeFileSync(join(folder, 'review.json'), JSON.stringify(template));
  expect((await cli.ask('templates', 'push', 'review.json')).stderr).toBe('Kept gw_review 1.0.0.\n');
  const made = await cli.ask('tasks', 'template', 'gw_review', '-p', 'what=1.0', '--prefix', 'gw', '--json');
  expect(made.json()).toMatchObject({ tasks_created: [{ title: 'Review 1.0' }] });
  expect((await cli.ask('templates', 'list', '--json')).json().templates).toContainEqual(
    expect.objectContaining({ template_id: 'gw_review' }),
  );
  expect((await cli.ask('templates', 'delete', 'gw_review')).exitCode).toBe(0);
});

test('what goes wrong has the exit codes that it has beside the servers', async () => {
  const missing = await cli.ask('show', 'gw-missing', '--json');
  expect([missing.exitCode, missing.json()]).toEqual([
    6,
    { error: { code: 'not_found', message: expect.stringContaining('There is no run "gw-missing".'), path: null } },
  ]);
  expect((await cli.ask('watch', 'gw-missing')).exitCode).toBe(6);
  const wrong = await through('no-token').ask('runs');
  expect([wrong.exitCode, wrong.stderr]).toEqual([
    6,
    expect.stringMatching(/does not know the token.*TASKWRIGHT_TOKEN/s),
  ]);
  expect(wrong.stderr).not.toContain('no-token');
  expect((await through(null).ask('runs')).stderr).toMatch(/asks for a token.*TASKWRIGHT_TOKEN/s);
  const reader = through(await gateway.token('reader', { scopes: ['read'] }));
  expect((await reader.ask('cancel', 'gw-hello', '--json')).json()).toMatchObject({ error: { code: 'forbidden' } });
  const nobody = await through('t', 'http://127.0.0.1:9').ask('runs', '--json');
  expect([nobody.exitCode, nobody.json()]).toEqual([
    5,
    { error: { code: 'unavailable', message: expect.stringContaining('http://127.0.0.1:9/'), path: null } },
  ]);
});

test('what belongs beside the servers is refused, in words', async () => {
  const tokens = await cli.ask('tokens', 'list');
  expect([tokens.exitCode, tokens.stderr]).toEqual([2, expect.stringContaining('Unset TASKWRIGHT_URL')]);
  const mcp = await cli.ask('mcp');
  expect([mcp.exitCode, mcp.stderr]).toEqual([2, expect.stringContaining(`Connect the agent to ${gateway.url}/mcp`)]);
  const run = await cli.ask('run', 'hello.yaml', '-i', 'name=Ann', '--allow-shell');
  expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('--allow-shell is for a worker')]);
});
