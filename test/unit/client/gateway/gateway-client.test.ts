import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { createGatewayClient, type GatewayClient } from '../../../../src/client/gateway/gateway-client.js';
import { TaskwrightError } from '../../../../src/domain/errors.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A client of something that answers as the handler does. */
async function against(handler: Handler, path = ''): Promise<{ client: GatewayClient; url: string }> {
  const server = createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const url = `http://127.0.0.1:${port}${path}`;
  return { client: createGatewayClient({ url, token: 'secret-token', workspace: 'team-a' }), url: `${url}/` };
}

async function failureOf(asked: Promise<unknown>): Promise<TaskwrightError> {
  const thrown: unknown = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (thrown instanceof TaskwrightError) return thrown;
  throw new Error('It has thrown something else.', { cause: thrown });
}

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers }).end(body);

test('a problem is thrown as the error that the gateway has thrown', async () => {
  const problem = { status: 409, code: 'conflict', detail: 'It has ended.', hint: 'Look at it.', path: '/qa' };
  const { client } = await against(answering(409, JSON.stringify(problem)));
  expect(await failureOf(client.cancel({ runId: 'r' }))).toMatchObject({
    code: 'conflict',
    message: 'It has ended.',
    hint: 'Look at it.',
    path: '/qa',
  });
});

test.each([
  [502, '<html>Bad gateway</html>', {}, 'unavailable', 'answers 502'],
  [403, 'No.', {}, 'forbidden', 'answers 403'],
  [404, 'Nothing here.', {}, 'invalid_input', 'is no gateway of Taskwright'],
  [413, '', {}, 'invalid_input', 'answers 413'],
  [401, '{}', {}, 'unauthenticated', 'does not know the token'],
  [301, '', { Location: 'https://flows.test/v1/runs/r?x=secret' }, 'invalid_input', 'sends to https://flows.test.'],
  [200, '<html>Hello</html>', { 'Content-Type': 'text/html' }, 'invalid_input', 'is no gateway of Taskwright'],
  [200, '{', { 'Content-Type': 'application/json' }, 'invalid_input', 'is no gateway of Taskwright'],
])('what is no gateway is told by its answer %s %s', async (status, body, headers, code, words) => {
  const { client, url } = await against(answering(status, body, headers));
  const failure = await failureOf(client.read('r'));
  expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
  expect(failure.message).toContain(url);
  expect(`${failure.message} ${failure.hint}`).not.toContain('secret');
});

test('where nobody listens it is unavailable, and the address is named', async () => {
  const { client, url } = await against(answering(200, '{}'));
  for (const close of closing.splice(0)) close();
  expect(await failureOf(client.list())).toMatchObject({
    code: 'unavailable',
    message: `The gateway at ${url} cannot be reached (ECONNREFUSED).`,
  });
});

test.each(['ftp://a.test', 'flows.test', 'https://ann:pw@flows.test'])('%s is no address of a gateway', (url) => {
  expect(() => createGatewayClient({ url, token: null })).toThrow(expect.objectContaining({ code: 'invalid_input' }));
});

test('a request carries the token, the workspace, and what makes a repeat harmless', async () => {
  let seen: unknown;
  const { client } = await against((request, response) => {
    const { method, url, headers } = request;
    seen = { method, url, token: headers.authorization, key: headers['idempotency-key'] };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"runId":"r/1","temporalRunId":null}');
  }, '/flows');
  expect(await client.start({ definition: { id: 'a' }, requestToken: 'k1' })).toEqual({
    runId: 'r/1',
    temporalRunId: null,
  });
  expect(seen).toEqual({
    method: 'POST',
    url: '/flows/v1/runs?workspace=team-a',
    token: 'Bearer secret-token',
    key: 'k1',
  });
  await client.inWorkspace('b').read('r/1');
  expect(seen).toMatchObject({ method: 'GET', url: '/flows/v1/runs/r%2F1?workspace=b' });
});

test('events are read page by page, to the last one or to the limit', async () => {
  const { client } = await against((request, response) => {
    const query = new URL(request.url ?? '', 'http://a').searchParams;
    const first = Number(query.get('after') ?? 0) + 1;
    const events = [first, first + 1].slice(0, Number(query.get('limit'))).map((id) => ({ id: String(id) }));
    const nextAfter = first < 5 ? events.at(-1)?.id : null;
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ events, nextAfter }));
  });
  const ids = async (limit?: number) => (await client.listEvents({ runId: 'r', limit })).map(({ id }) => id);
  expect(await ids()).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(await ids(3)).toEqual(['1', '2', '3']);
});

test('a run is followed over streams that end, that break off and that come again, and each change is told once', async () => {
  const snapshot = (status: string) =>
    `event: run\ndata: ${JSON.stringify({ run: { runId: 'r', status }, tasks: [] })}\n\n`;
  let streams = 0;
  const { client } = await against((_, response) => {
    streams += 1;
    if (streams === 2) return void response.writeHead(503).end();
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    if (streams > 2) return void response.end(`${snapshot('waiting')}${snapshot('completed')}event: end\ndata: \n\n`);
    const whole = `retry: 2000\n\n: \n\n${snapshot('waiting')}`;
    response.write(whole.slice(0, 40));
    response.write(whole.slice(40), () => setImmediate(() => response.destroy()));
  });
  const told: (string | null)[] = [];
  const seen: string[] = [];
  for await (const { run } of client.watch('r', { onOutage: (outage) => told.push(outage?.code ?? null) })) {
    seen.push(run.status);
  }
  expect(seen).toEqual(['waiting', 'completed']);
  expect(told).toEqual(['unavailable', null]);
  expect(streams).toBe(3);
});

test('whoever stops following gets the reason, and the stream is closed', async () => {
  const stop = new AbortController();
  const { client } = await against((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('retry: 2000\n\n', () => {
      stop.abort(new Error('enough'));
    });
  });
  await expect(client.watch('r', { signal: stop.signal }).next()).rejects.toThrow('enough');
});
