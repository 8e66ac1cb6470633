import { Validator } from '@seriousme/openapi-schema-validator';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { eventsAnswer, runAnswer, runPageAnswer, signalAnswer, tasksAnswer } from '../../src/http/answers.js';
import {
  approvalsAnswer,
  auditAnswer,
  auditReportAnswer,
  decisionReceipt,
  definitionAnswer,
  definitionsAnswer,
  inboxAnswer,
  notificationsAnswer,
  pushedAnswer,
  workersAnswer,
} from '../../src/http/record-answers.js';
import {
  anyTaskAnswer,
  artifactAnswer,
  artifactsAnswer,
  dependenciesAnswer,
  taskAnswer,
  taskEventsAnswer,
  taskPageAnswer,
} from '../../src/http/task-answers.js';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { openTestGateway, type Answer, type TestGateway } from './gateway.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Whoever builds on the document: it compiles against the generated types alone. */
const PROGRAM = `
import createClient from 'openapi-fetch';
import type { components, paths } from './generated.js';

const headers = { Authorization: \`Bearer \${process.env['TASKWRIGHT_TOKEN']}\` };
const client = createClient<paths>({ baseUrl: process.env['TASKWRIGHT_URL'] ?? '', headers });
const definition = 'id: generated\\ntasks: [{ id: w, kind: wait, signal: go }]';

const started = await client.POST('/v1/runs', {
  params: { header: { 'Idempotency-Key': 'generated-1' } },
  body: { definition, runId: 'generated-1' },
});
if (started.error) throw new Error(started.error.detail);
const path = { id: started.data.runId };

const sent = await client.POST('/v1/runs/{id}/signals/{name}', {
  params: { path: { ...path, name: 'go' }, header: { 'X-Delivery-Id': 'generated-2' } },
  body: { payload: { ok: true } },
});
const isOver = (status: components['schemas']['Run']['status']): boolean => status === 'completed' || status === 'failed';
for (;;) {
  const { data: run, error } = await client.GET('/v1/runs/{id}', { params: { path } });
  if (error) throw new Error(error.detail);
  if (!isOver(run.status)) continue;
  const tasks = run.tasks.map((task) => \`\${task.path} \${task.status}\`);
  const listed = await client.GET('/v1/runs', { params: { query: { definition: 'generated', limit: 5 } } });
  const none = await client.GET('/v1/runs/{id}', { params: { path: { id: 'none' } } });
  const runIds = listed.data?.runs.map(({ runId }) => runId);
  console.log(JSON.stringify({ reached: sent.data?.reached, tasks, runIds, code: none.error?.code }));
  break;
}
// @ts-expect-error A run has no such field.
export type None = components['schemas']['Run']['nothing'];
`;

describe('/openapi.json', () => {
  let engine: Engine;
  let gateway: TestGateway;
  let document: Answer['body'];
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    gateway = await openTestGateway(engine);
    document = (await gateway.ask('GET /openapi.json', undefined, { token: null })).body;
  });
  afterAll(async () => {
    await gateway.stop();
    await engine.close();
  });

  it('is a valid document of OpenAPI 3.1', async () => {
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
  });

  it('describes every request that the guide lists', () => {
    const guide = readFileSync(join(ROOT, 'docs/guides/http.md'), 'utf8');
    const rows = guide.split('\n').filter((line) => /^\| `(GET|POST|PATCH|DELETE)/.test(line));
    const first = rows.flatMap(
      (row) => /`(?:GET|POST)(?:`, `\w+|`, `\w+`, `\w+)* (\/v1\/[\w/{}-]+)/.exec(row)?.[1] ?? [],
    );
    const shape = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');
    const described = Object.keys(document.paths).map(shape);
    expect(first.length).toBeGreaterThan(20);
    expect(first.map(shape).filter((path) => !described.includes(path))).toEqual([]);
  });

  it('says of a run, a page of runs, events and a signal all that is answered', async () => {
    const definition = 'id: told\ntasks: [{ id: w, kind: wait, signal: go }, { id: a, action: noop, when: "false" }]';
    const started = await gateway.ask('POST /v1/runs', { definition, runId: 'told-1' });
    const sent = await gateway.ask('POST /v1/runs/told-1/signals/go', { ok: true });
    await engine.client.waitForEnd('told-1');
    const answers: readonly (readonly [z.ZodType, Answer])[] = [
      [runAnswer, started],
      [signalAnswer, sent],
      [runAnswer, await gateway.ask('GET /v1/runs/told-1')],
      [tasksAnswer, await gateway.ask('GET /v1/runs/told-1/tasks')],
      [runPageAnswer, await gateway.ask('GET /v1/runs?definition=told')],
      [eventsAnswer, await gateway.ask('GET /v1/runs/told-1/events')],
    ];
    for (const [schema, { body }] of answers) expect(schema.parse(body)).toEqual(body);
  });

  it('says of generic tasks, decisions, definitions and the inbox all that is answered', async () => {
    const { ask } = gateway;
    const one = { task_type: 'story', parent_task_id: 'told-tree' };
    const definition = 'id: told-on\ntasks: [{ id: a, kind: wait, approval: { users: [root] } }]';
    const answers: readonly (readonly [z.ZodType, Answer])[] = [
      [taskAnswer, await ask('POST /v1/tasks', { task_type: 'epic', title: 'Told', task_id: 'told-tree' })],
      [taskAnswer, await ask('POST /v1/tasks', { ...one, title: 'One', task_id: 'told-one' })],
      [
        taskAnswer,
        await ask('POST /v1/tasks', { ...one, title: 'Two', dependencies: ['told-one'], task_id: 'told-two' }),
      ],
      [taskAnswer, await ask('PATCH /v1/tasks/told-one', { title: 'First' })],
      [taskPageAnswer, await ask('GET /v1/tasks?parent_task_id=told-tree')],
      [anyTaskAnswer, await ask('GET /v1/tasks/told-two')],
      [dependenciesAnswer, await ask('GET /v1/tasks/told-two/dependencies')],
      [artifactAnswer, await ask('POST /v1/tasks/told-one/artifacts?name=a.txt', 'text')],
      [artifactsAnswer, await ask('GET /v1/tasks/told-one/artifacts')],
      [taskAnswer, await ask('POST /v1/tasks/told-one/lifecycle', { lifecycle_stage: 'planning' })],
      [taskEventsAnswer, await ask('GET /v1/tasks/told-one/events')],
      [taskAnswer, await ask('POST /v1/tasks/told-tree/cancel', { reason: 'told' })],
      [pushedAnswer, await ask('POST /v1/definitions', { definition })],
      [definitionsAnswer, await ask('GET /v1/definitions')],
      [definitionAnswer, await ask('GET /v1/definitions/told-on')],
      [runAnswer, await ask('POST /v1/runs', { definition: 'told-on', runId: 'told-on' })],
      [signalAnswer, await ask('POST /v1/signals/nobody?correlation=told', {})],
      [inboxAnswer, await ask('GET /v1/inbox')],
      [notificationsAnswer, await ask('GET /v1/notifications')],
      [workersAnswer, await ask('GET /v1/workers')],
    ];
    for (const [schema, { body }] of answers) expect(schema.parse(body)).toEqual(body);
    const { taskId } = await engine.taskWith('told-on', '/a', 'waiting');
    const decided: readonly (readonly [z.ZodType, Answer])[] = [
      [approvalsAnswer, await ask('GET /v1/approvals')],
      [runAnswer, await ask('GET /v1/runs/told-on')],
      [anyTaskAnswer, await ask(`GET /v1/tasks/${taskId}`)],
      [decisionReceipt, await ask('POST /v1/runs/told-on/decision', { path: '/a', decision: 'approve' })],
      [auditAnswer, await ask('GET /v1/runs/told-on/audit')],
      [auditReportAnswer, await ask('GET /v1/audit/verification?runId=told-on')],
    ];
    for (const [schema, { body }] of decided) expect(schema.parse(body)).toEqual(body);
    await engine.client.waitForEnd('told-on');
  });

  it('names every operation once, and describes what the gateway says of itself', () => {
    const operations = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap(Object.values);
    const names = operations.map(({ operationId }) => operationId);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toContain('getRunsByIdTasks');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/runs/{id}', '/v1/tasks/{id}/decision', '/healthz', '/readyz', '/metrics']),
    );
  });

  it('gives a client whose types compile, which starts, signals and reads a run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'taskwright-openapi-'));
    try {
      symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      writeFileSync(join(folder, 'generated.ts'), astToString(await openapiTS(document)));
      writeFileSync(join(folder, 'program.ts'), PROGRAM);
      expect(compile(folder)).toEqual([]);
      const env = { TASKWRIGHT_URL: gateway.url, TASKWRIGHT_TOKEN: await gateway.token('generated') };
      const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'program.js')], {
        env,
        timeout: 30_000,
      });
      expect(JSON.parse(stdout)).toEqual({
        reached: 1,
        tasks: ['/ completed', '/w completed'],
        runIds: ['generated-1'],
        code: 'not_found',
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Answers what is wrong; writes JavaScript beside it. */
function compile(folder: string): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    preserveSymlinks: true,
  };
  const program = ts.createProgram([join(folder, 'program.ts')], options);
  program.emit();
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
