import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSecretSource } from '../../src/actions/secret-source.js';
import { parseChannelFile } from '../../src/notifications/channels/channel-file.js';
import type { Happening } from '../../src/notifications/happening.js';
import { createNotificationLog, type NotificationLog } from '../../src/notifications/notification-log.js';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine, EngineWorker } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { waitFor } from '../support/engine/wait-for.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { openTestGateway } from '../web/gateway.js';

const SECRET = 'webhook-secret-1';

describe('what happens is told', () => {
  let engine: Engine;
  let worker: EngineWorker;
  let tasks: TasksClient;
  let told: NotificationLog;
  const heard: Happening[] = [];
  const logged: string[] = [];
  const hooks = [
    { on: 'task.*', name: 'broken', run: () => Promise.reject(new Error('No hook of mine.')) },
    { on: ['run.completed', 'task.completed'], run: (happening: Happening) => void heard.push(happening) },
  ];
  let receiver: Receiver;
  let mail: MailSink;

  const startWorker = () =>
    engine.startWorker({
      secrets: createSecretSource({ env: { TASKWRIGHT_SECRET_HOOK: SECRET } }),
      channels: parseChannelFile(`
channels:
  ci: { kind: webhook, url: "${receiver.url}/hook", secret: HOOK }
  mail: { kind: email, host: 127.0.0.1, port: ${mail.port}, from: flows@example.com, to: [ops@example.com] }
  closed: { kind: webhook, url: "http://127.0.0.2:9/hook", secret: HOOK }
  mute: { kind: webhook, url: "${receiver.url}/mute", secret: HOOK, max_attempts: 1 }
rules:
  - { on: [run.failed, approval.waiting, approval.decided], channels: [ci] }
  - { on: run.failed, channels: [closed], definitions: [closed] }
  - { on: approval.reminded, channels: [ci], definitions: [nags] }
contacts: mail
`),
      publicUrl: 'https://flows.example.com/',
      hooks,
      log: (line) => void logged.push(line),
    });
  beforeAll(async () => {
    receiver = await startReceiver();
    mail = await startMailSink();
    engine = await openTestEngine();
    told = createNotificationLog(engine.store.taskDatabase);
    tasks = ownTasksOf(engine);
    worker = await startWorker();
  });
  afterAll(async () => {
    await engine.close();
    await receiver.close();
    await mail.close();
  });
  const delivered = (workspace = 'default') => told.list({ workspace, status: 'delivered' });

  it('by one signed delivery each, also where the first try failed', async () => {
    const { runId: failing } = await engine.start('id: fails\naction: transform\nwith: { n: "${{ 1 / 0 }}" }');
    const { runId: asking } = await engine.start(
      'id: asks\ntasks: [{ id: live, title: Go live?, kind: wait, approval: { roles: [cto] } }]',
    );
    await waitFor('two deliveries', async () => ((await delivered()).length === 2 ? true : null));
    const failed = receiver.of(failing);
    expect(failed.map(({ status, event }) => [status, event])).toEqual([
      [503, 'run.failed'],
      [200, 'run.failed'],
    ]);
    expect(new Set(failed.map(({ headers }) => headers['x-taskwright-delivery'])).size).toBe(1);
    for (const one of failed) expect(one.isSigned).toBe(true);
    expect(failed[1]?.content).toMatchObject({
      ...{ event: 'run.failed', workspace: 'default', runId: failing, definition: 'fails', path: '/', link: null },
      error: { code: 'invalid_input' },
    });
    const [task] = (await engine.client.listWaiting(asking)).map(({ taskId }) => taskId);
    expect(receiver.of(asking).at(-1)?.content).toMatchObject({
      ...{ event: 'approval.waiting', title: 'Go live?', path: '/live', status: 'waiting', taskId: task },
      approval: { roles: ['cto'], users: [] },
      link: `https://flows.example.com/approvals/${String(task)}`,
    });

    const decision = { runId: asking, path: '/live', decision: 'approve' as const, by: 'ann', roles: ['cto'] };
    await engine.client.decide(decision);
    await engine.client.waitForEnd(asking);
    await waitFor('the decision', async () => ((await delivered()).length === 3 ? true : null));
    expect(receiver.of(asking).at(-1)?.content).toMatchObject({ event: 'approval.decided', actor: 'ann' });
    expect(await told.list({ workspace: 'default' })).toEqual([]);
  });

  it('again where somebody is to be reminded', async () => {
    const { runId } = await engine.start(
      'id: nags\nkind: wait\napproval: { roles: [cto], remind_every: 1s }\ntitle: Well?',
    );
    const reminded = await waitFor(
      'a reminder',
      async () =>
        receiver.of(runId).find(({ event, status }) => event === 'approval.reminded' && status === 200) ?? null,
    );
    expect(reminded.content).toMatchObject({ title: 'Well?', status: 'waiting', approval: { roles: ['cto'] } });
    await engine.client.decide({ runId, path: '/', decision: 'reject', by: 'ann', roles: ['cto'] });
    await engine.client.waitForEnd(runId);
  });

  it('to hooks in the worker, of which one that throws harms nothing', async () => {
    const { runId } = await engine.run('id: heard\ntasks: [{ id: a, action: noop }]').then((run) => run);
    const mine = await waitFor('the hooks', async () => {
      const found = heard.filter((happening) => happening.runId === runId);
      return found.length === 3 ? found : null;
    });
    expect(mine.map(({ event, path }) => `${event} ${path}`).sort()).toEqual([
      'run.completed /',
      'task.completed /',
      'task.completed /a',
    ]);
    expect(logged.some((line) => line.includes('The hook broken failed on task.completed: No hook of mine.'))).toBe(
      true,
    );
  });

  it('to the channels that a change names, and to the contacts of what is overdue', async () => {
    const workspace = engine.taskQueue;
    await tasks.create({
      ...{ task_type: 'work', task_id: 'late', title: 'Late work' },
      ...{ due_date: '2026-01-01T00:00:00Z', escalation_contacts: ['boss@example.com', 'somebody'] },
    });
    await tasks.manageLifecycle({
      ...{ task_id: 'late', lifecycle_stage: 'active', notify_channels: ['ci', '#nobody', 'mute'] },
      notes: 'At last.',
    });
    const [letter] = await waitFor('the mail', async () => (mail.letters.length > 0 ? mail.letters : null));
    expect(letter?.to).toEqual(['boss@example.com']);
    expect(letter?.text).toContain('Subject: [Taskwright] Overdue: Late work');
    expect(letter?.text).toContain('Contacts: boss@example.com, somebody');
    const given = await waitFor('what was given up', async () => {
      const dead = await told.list({ workspace, status: 'dead' });
      return dead.length === 2 ? dead : null;
    });
    expect(given.map(({ channel, error }) => [channel, error]).sort()).toEqual([
      ['#nobody', 'There is no channel "#nobody".'],
      ['mute', `${new URL(receiver.url).host} answered 500.`],
    ]);
    await waitFor('both deliveries', async () => ((await delivered(workspace)).length === 2 ? true : null));
    expect(receiver.of('late').find(({ path }) => path === '/hook')?.content).toMatchObject({
      ...{ event: 'channels.notified', notes: 'At last.', channels: ['ci', '#nobody', 'mute'] },
    });
    receiver.unmute();
    const mute = given.find(({ channel }) => channel === 'mute');
    await told.retry({ workspace, id: mute?.id ?? '' });
    await waitFor('the second try', async () => ((await delivered(workspace)).length === 3 ? true : null));
    await tasks.cancel({ task_id: 'late', reason: 'Enough.' });
  });

  it('once a worker is there again, and never to an address that is closed', async () => {
    await worker.stop();
    const plain = await engine.startWorker();
    const run = await engine.run('id: closed\naction: transform\nwith: { n: "${{ 1 / 0 }}" }');
    expect(receiver.of(run.runId)).toEqual([]);
    await plain.stop();
    worker = await startWorker();
    await waitFor('the delivery', async () => receiver.of(run.runId).find(({ status }) => status === 200) ?? null);
    const [dead] = await waitFor('the refusal', async () => {
      const listed = await told.list({ workspace: 'default', status: 'dead' });
      return listed.length > 0 ? listed : null;
    });
    expect([dead?.channel, dead?.attempts, dead?.error]).toEqual([
      'closed',
      1,
      'The channel may not reach 127.0.0.2:9: it is an address of this machine.',
    ]);

    const gateway = await openTestGateway(engine);
    const { body } = await gateway.ask('GET /v1/notifications?status=dead');
    expect(body).toMatchObject({ notifications: [{ id: dead?.id, channel: 'closed', runId: run.runId }] });
    expect((await gateway.ask(`POST /v1/notifications/${dead?.id}/retry`)).status).toBe(202);
    expect((await gateway.ask('POST /v1/notifications/none/retry')).body).toMatchObject({ code: 'not_found' });
    await gateway.stop();
  });
});

interface Received {
  readonly path: string;
  readonly status: number;
  readonly event: string;
  readonly isSigned: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly content: Happening;
}

interface Receiver {
  readonly url: string;
  of(runId: string): readonly Received[];
  unmute(): void;
  close(): Promise<void>;
}

/** Fails the first request of each run; `/mute` fails until it is told otherwise. */
async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let isMute = true;
  const take = (path: string, headers: IncomingHttpHeaders, body: string): number => {
    const content = JSON.parse(body) as Happening;
    const isFirst = !received.some((one) => one.content.runId === content.runId && one.path === path);
    const status = path === '/mute' ? (isMute ? 500 : 200) : isFirst ? 503 : 200;
    received.push({ path, status, event: content.event, isSigned: isSigned(headers, body), headers, content });
    return status;
  };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => response.writeHead(take(request.url ?? '', request.headers, body)).end('answer'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    of: (runId) => received.filter(({ content }) => content.runId === runId),
    unmute: () => void (isMute = false),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function isSigned(headers: IncomingHttpHeaders, body: string): boolean {
  const [, seconds = '', digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-taskwright-signature'])) ?? [];
  return createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex') === digest;
}

interface MailSink {
  readonly port: number;
  readonly letters: { readonly to: readonly string[]; readonly text: string }[];
  close(): Promise<void>;
}

async function startMailSink(): Promise<MailSink> {
  const letters: MailSink['letters'] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        letters.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    port: (listening.address() as AddressInfo).port,
    letters,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
