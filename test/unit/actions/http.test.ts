import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpAction, type HttpActionOptions } from '../../../src/actions/http.js';
import type { ActionContext } from '../../../src/actions/action.js';
import { actionContext } from './action-context.js';
import { startLoopbackServer, type ReceivedRequest } from './loopback-server.js';

function createHttp(options: HttpActionOptions = {}) {
  const http = createHttpAction({ allowHosts: ['127.0.0.1'], ...options });
  onTestFinished(() => http.close());
  return (input: unknown, context: Partial<ActionContext> = {}) => http.run(input, actionContext(context));
}

const answering = (status: number, type: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  startLoopbackServer((_, response) => response.writeHead(status, { 'content-type': type, ...headers }).end(body));

const echo = (request: ReceivedRequest, response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(request));

describe('what http sends', () => {
  it('is a GET with the idempotency key of the visit unless the author says more', async () => {
    const server = await startLoopbackServer(echo);
    await createHttp()({ url: `${server.url}/a` });
    expect(server.requests).toMatchObject([
      { method: 'GET', url: '/a', body: '', headers: { 'idempotency-key': 'r1/a', 'user-agent': 'taskwright' } },
    ]);
  });

  it('leaves the idempotency key to the author who sets one, in whatever case', async () => {
    const server = await startLoopbackServer(echo);
    await createHttp()({ url: server.url, headers: { 'IDEMPOTENCY-KEY': 'mine' } });
    await createHttp()({ url: server.url, headers: { 'Idempotency-Key': null } });
    expect(server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['mine', undefined]);
  });

  it('appends the query to that of the URL, repeats lists and leaves null out', async () => {
    const server = await startLoopbackServer(echo);
    const query = { b: [1, 'two'], c: 'x y&', d: null, e: true };
    await createHttp()({ url: `${server.url}/p?sig=a%20b`, query });
    await createHttp()({ url: `${server.url}/p`, query: { a: 1 } });
    await createHttp()({ url: `${server.url}/p`, query: { a: null } });
    expect(server.requests.map(({ url }) => url)).toEqual(['/p?sig=a%20b&b=1&b=two&c=x+y%26&e=true', '/p?a=1', '/p']);
  });

  it.each([
    [{ a: 1 }, {}, '{"a":1}', 'application/json'],
    [[1, null], {}, '[1,null]', 'application/json'],
    [false, {}, 'false', 'application/json'],
    ['plain ü', {}, 'plain ü', 'text/plain;charset=UTF-8'],
    ['<a/>', { 'Content-Type': 'application/xml' }, '<a/>', 'application/xml'],
    [
      { a: 'x y', b: [1, 2] },
      { 'content-type': 'application/x-www-form-urlencoded' },
      'a=x+y&b=1&b=2',
      'application/x-www-form-urlencoded',
    ],
    [null, {}, '', undefined],
  ])('writes the body %j', async (body, headers, sent, type) => {
    const server = await startLoopbackServer(echo);
    await createHttp()({ url: server.url, method: 'post', body, headers });
    expect(server.requests).toMatchObject([{ method: 'POST', body: sent }]);
    expect(server.requests[0]?.headers['content-type']).toBe(type);
  });

  it.each([
    [{ url: 'no url' }, 'with.url: not a URL; write it in full, as in https://example.com/path'],
    [{ url: 'file:///etc/passwd' }, 'with.url: only http and https URLs can be called'],
    [{ url: 'http://user:hunter2@a.test' }, 'with.url: a URL may not carry a user and password'],
    [{ url: 'http://a.test', method: 'GET /' }, 'with.method: a method is a word such as GET or POST'],
    [{ url: 'http://a.test', method: 'connect' }, 'with.method: CONNECT and TRACE are not allowed'],
    [
      { url: 'http://a.test', headers: { 'x-a': 'b\r\nevil: 1' } },
      'with.headers.x-a: a header value has no line breaks',
    ],
    [{ url: 'http://a.test', headers: { 'x a': 'b' } }, 'with.headers.x a: not a header name'],
    [{ url: 'http://a.test', headers: { Host: 'b' } }, 'with.headers.Host: this header is set by http itself'],
    [{ url: 'http://a.test', headers: { a: '1', A: '2' } }, 'with.headers.A: is given twice'],
    [{ url: 'http://a.test', query: { a: { b: 1 } } }, 'with.query.a: a query value is a text'],
    [{ url: 'http://a.test', uri: 1 }, 'with: Unrecognized key: "uri"'],
  ])('refuses %j', async (input, message) => {
    const failure = await createHttp()(input).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'invalid_input',
      isRetryable: false,
      message: expect.stringContaining(message),
    });
    expect(String(failure)).not.toContain('hunter2');
  });
});

describe('what http puts out', () => {
  it('is the status, the headers in lower case and the parsed body', async () => {
    const server = await startLoopbackServer((_, response) => {
      response.setHeader('Set-Cookie', ['a=1', 'b=2']).setHeader('X-One', 'yes');
      response.writeHead(201, { 'Content-Type': 'application/json; charset=utf-8' }).end('{"ok":true}');
    });
    expect(await createHttp()({ url: server.url })).toMatchObject({
      status: 201,
      headers: { 'set-cookie': 'a=1, b=2', 'x-one': 'yes', 'content-type': 'application/json; charset=utf-8' },
      body: { ok: true },
    });
  });

  it.each([
    ['application/problem+json', '{"a":1}', { a: 1 }],
    ['application/json', '\ufeff[1]', [1]],
    ['application/json', '{broken', '{broken'],
    ['application/json', '', null],
    ['text/plain', '', ''],
    ['text/plain', '{"a":1}', '{"a":1}'],
    ['text/html; charset=iso-8859-1', Buffer.from([0xe9]), 'é'],
    ['application/octet-stream', Buffer.from([0xff, 0x00]), { base64: '/wA=' }],
    ['application/jsonx', '1', '1'],
  ])('reads a body of the type %s', async (type, sent, body) => {
    const server = await answering(200, type, sent);
    expect(await createHttp()({ url: server.url })).toMatchObject({ body });
  });

  it('decompresses what the server sent compressed', async () => {
    const server = await answering(200, 'application/json', gzipSync('{"a":1}'), { 'content-encoding': 'gzip' });
    expect(await createHttp()({ url: server.url })).toMatchObject({ body: { a: 1 } });
  });

  it('has no body for HEAD and 204', async () => {
    const server = await startLoopbackServer((_, response) => response.writeHead(204).end());
    expect(await createHttp()({ url: server.url, method: 'HEAD' })).toMatchObject({ status: 204, body: '' });
  });

  it('keeps a header with the name of an object’s own', async () => {
    const server = await answering(200, 'text/plain', '', { constructor: 'x', ['__proto__']: 'y' });
    const output = await createHttp()({ url: server.url });
    expect(JSON.stringify(output)).toContain('"constructor":"x","__proto__":"y"');
  });

  it('is limited in size, also when it was sent compressed', async () => {
    const http = createHttp({ maxResponseBytes: 1000 });
    const plain = await answering(200, 'text/plain', 'x'.repeat(1001));
    const packed = await answering(200, 'text/plain', gzipSync('x'.repeat(1001)), { 'content-encoding': 'gzip' });
    const exact = await answering(200, 'text/plain', 'x'.repeat(1000));
    for (const { url } of [plain, packed]) {
      await expect(http({ url })).rejects.toMatchObject({
        code: 'task_failed',
        isRetryable: false,
        message: `GET ${url}/ answered with more than 1000 bytes, which is the limit of http.`,
      });
    }
    expect(await http({ url: exact.url })).toMatchObject({ status: 200 });
  });
});

describe('how http fails', () => {
  it.each([
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [409, false],
    [429, true],
    [500, true],
    [503, true],
  ])('with the status %i, retried: %s', async (status, isRetryable) => {
    const server = await answering(status, 'text/plain', 'why');
    await expect(createHttp()({ url: server.url })).rejects.toMatchObject({
      code: 'task_failed',
      httpStatus: status,
      isRetryable,
    });
  });

  it('says what was called and how it answered, without the query and at no length', async () => {
    const server = await answering(503, 'text/plain', `down\n\n for ${'long '.repeat(100)}`);
    const failure = createHttp()({ url: `${server.url}/x?key=abc`, method: 'POST' });
    await expect(failure).rejects.toThrow(
      `POST ${server.url}/x?… answered 503 Service Unavailable: ${`down for ${'long '.repeat(100)}`.slice(0, 200)}…`,
    );
  });

  it('masks what the server repeats before it is cut', async () => {
    const server = await answering(403, 'text/plain', `${'a'.repeat(195)}TOPSECRETTOKEN`);
    const mask = (text: string) => text.replaceAll('TOPSECRETTOKEN', '***');
    await expect(createHttp()({ url: server.url }, { mask })).rejects.toThrow(/a{195}\*\*\*$/);
  });

  it('with a status, when the body of the failure is too long to be read', async () => {
    const server = await answering(500, 'text/plain', 'x'.repeat(2000));
    await expect(createHttp({ maxResponseBytes: 1000 })({ url: server.url })).rejects.toMatchObject({
      httpStatus: 500,
      isRetryable: true,
    });
  });

  it('for another try when the connection is refused or breaks', async () => {
    const server = await startLoopbackServer((_, response) => response.socket?.destroy());
    const half = await startLoopbackServer((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half', () => response.socket?.destroy());
    });
    for (const url of [server.url, half.url, 'http://127.0.0.1:1']) {
      await expect(createHttp()({ url })).rejects.toMatchObject({ code: 'task_failed', isRetryable: true });
    }
    await expect(createHttp()({ url: 'http://127.0.0.1:1/x?key=abc' })).rejects.toThrow(
      'GET http://127.0.0.1:1/x?… failed: the connection was refused (ECONNREFUSED).',
    );
  });

  it('for good when it may not reach the host', async () => {
    const server = await answering(200, 'text/plain', '');
    for (const host of ['127.0.0.1', '2130706433', '0x7f.0.0.1', '0177.0.0.1', '127.1', '[::ffff:127.0.0.1]', '0']) {
      await expect(createHttp({ allowHosts: [] })({ url: `http://${host}:${server.port}` })).rejects.toMatchObject({
        code: 'forbidden',
        isRetryable: false,
        hint: expect.stringContaining('TASKWRIGHT_ALLOW_HOSTS'),
      });
    }
    expect(server.requests).toEqual([]);
  });

  it('at once when it is cancelled, and ends the real request', async () => {
    const controller = new AbortController();
    const closed: Promise<unknown>[] = [];
    const server = await startLoopbackServer((_, response) => {
      closed.push(once(response, 'close'));
      controller.abort(new Error('cancelled by the test'));
    });
    await expect(createHttp()({ url: server.url }, { signal: controller.signal })).rejects.toThrow(
      'cancelled by the test',
    );
    expect(await Promise.all(closed)).toHaveLength(1);
  });

  it('at once when it is cancelled while the body arrives', async () => {
    const controller = new AbortController();
    const server = await startLoopbackServer((_, response) => {
      response.write('begin', () => controller.abort(new Error('enough')));
    });
    await expect(createHttp()({ url: server.url }, { signal: controller.signal })).rejects.toThrow('enough');
  });
});

describe('how http follows redirects', () => {
  const redirecting = (status: number, to: (hop: number) => string) => {
    let hop = 0;
    return startLoopbackServer((request, response) => {
      if (request.url === '/end') echo(request, response);
      else response.writeHead(status, { location: to(hop++) }).end('moved');
    });
  };

  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [301, 'PUT', 'PUT', '{"a":1}'],
    [307, 'POST', 'POST', '{"a":1}'],
    [308, 'POST', 'POST', '{"a":1}'],
  ])('after a %i of a %s it sends a %s', async (status, method, next, body) => {
    const server = await redirecting(status, () => '/end');
    await createHttp()({ url: `${server.url}/start`, method, body: { a: 1 } });
    expect(server.requests[1]).toMatchObject({ method: next, url: '/end', body });
    expect(server.requests[1]?.headers['content-type']).toBe(body === '' ? undefined : 'application/json');
  });

  it('ten times at most', async () => {
    const ten = await redirecting(302, (hop) => (hop < 9 ? '/again' : '/end'));
    expect(await createHttp()({ url: `${ten.url}/start` })).toMatchObject({ status: 200 });
    const endless = await redirecting(302, () => '/again');
    await expect(createHttp()({ url: `${endless.url}/start` })).rejects.toMatchObject({
      code: 'task_failed',
      isRetryable: false,
      message: expect.stringContaining('was redirected more than 10 times'),
    });
    expect(endless.requests).toHaveLength(11);
  });

  it('and hands credentials to no other origin', async () => {
    const other = await startLoopbackServer(echo);
    const server = await redirecting(307, () => `${other.url}/end`);
    const headers = { authorization: 'Bearer t', cookie: 'c', 'x-api-key': 'k', accept: 'text/csv' };
    await createHttp()({ url: server.url, headers });
    expect(server.requests[0]?.headers).toMatchObject(headers);
    expect(other.requests[0]?.headers).toMatchObject({ accept: 'text/csv' });
    for (const name of ['authorization', 'cookie', 'x-api-key']) {
      expect(other.requests[0]?.headers).not.toHaveProperty(name);
    }
  });

  it('and keeps them within the origin', async () => {
    const server = await redirecting(307, () => '/end');
    await createHttp()({ url: server.url, headers: { authorization: 'Bearer t' } });
    expect(server.requests[1]?.headers).toMatchObject({ authorization: 'Bearer t' });
  });

  it('and judges each place that it is sent to', async () => {
    const inner = await startLoopbackServer(echo);
    const server = await redirecting(302, () => `${inner.url}/end`);
    const http = createHttp({ allowHosts: [`127.0.0.1:${server.port}`] });
    await expect(http({ url: server.url })).rejects.toMatchObject({
      code: 'forbidden',
      message: `http may not reach 127.0.0.1:${inner.port}: it is an address of this machine.`,
    });
    expect(inner.requests).toEqual([]);
  });

  it.each(['file:///etc/passwd', 'http://user:hunter2@127.0.0.1/', 'http://'])(
    'and refuses to be sent to %s',
    async (location) => {
      const server = await redirecting(302, () => location);
      const failure = await createHttp()({ url: server.url }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'task_failed', isRetryable: false, httpStatus: 302 });
      expect(String(failure)).not.toContain('hunter2');
    },
  );

  it('and takes a redirect without a place for the answer', async () => {
    const server = await startLoopbackServer((_, response) => response.writeHead(304).end());
    expect(await createHttp()({ url: server.url })).toMatchObject({ status: 304 });
  });
});
