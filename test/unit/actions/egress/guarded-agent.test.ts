import { afterEach, describe, expect, it } from 'vitest';
import type { Agent } from 'undici';
import { createEgressPolicy } from '../../../../src/actions/egress/egress-policy.js';
import { createGuardedAgent, toEgressRefusal, type ResolveHost } from '../../../../src/actions/egress/guarded-agent.js';
import { startLoopbackServer } from '../loopback-server.js';

const open: Agent[] = [];

function createAgent(allowHosts: readonly string[], ...answers: string[][]): Agent {
  let asked = 0;
  const resolve: ResolveHost = (_hostname, _options, callback) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  const agent = createGuardedAgent({ policy: createEgressPolicy({ allowHosts }), maxResponseBytes: 1000, resolve });
  open.push(agent);
  return agent;
}

async function call(agent: Agent, origin: string): Promise<number> {
  const { statusCode, body } = await agent.request({ origin, path: '/', method: 'GET' });
  await body.dump();
  return statusCode;
}

const refusalOf = (agent: Agent, origin: string) => call(agent, origin).then(() => null, toEgressRefusal);

describe('createGuardedAgent', () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((agent) => agent.destroy()));
  });

  it('refuses a name that leads to a closed address before anything is sent', async () => {
    const server = await startLoopbackServer((_, response) => response.end());
    const agent = createAgent([], ['127.0.0.1']);
    expect(await refusalOf(agent, `http://public.test:${server.port}`)).toMatchObject({ code: 'forbidden' });
    expect(server.requests).toEqual([]);
  });

  it('connects only to those addresses of a name that are open', async () => {
    const server = await startLoopbackServer((_, response) => response.end());
    const agent = createAgent(['127.0.0.0/8'], ['10.0.0.1', '::1', '127.0.0.1']);
    expect(await call(agent, `http://mixed.test:${server.port}`)).toBe(200);
  });

  it('judges a name again each time it connects, so that a name that changes gains nothing', async () => {
    const server = await startLoopbackServer((_, response) => response.setHeader('connection', 'close').end());
    const agent = createAgent(['127.0.0.0/8'], ['127.0.0.1'], ['10.0.0.1']);
    expect(await call(agent, `http://rebind.test:${server.port}`)).toBe(200);
    expect(await refusalOf(agent, `http://rebind.test:${server.port}`)).toMatchObject({ code: 'forbidden' });
  });

  it('refuses a name that leads to a listed address', async () => {
    const server = await startLoopbackServer((_, response) => response.end());
    const agent = createAgent(['127.0.0.1'], ['127.0.0.1']);
    expect(await refusalOf(agent, `http://rebind.test:${server.port}`)).toMatchObject({ code: 'forbidden' });
    expect(server.requests).toEqual([]);
  });

  it('refuses addresses that are written into the origin, which nobody resolves', async () => {
    const agent = createAgent([]);
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '0.0.0.0']) {
      expect(await refusalOf(agent, `http://${host}:9`)).toMatchObject({ code: 'forbidden' });
      expect(await refusalOf(agent, `https://${host}:9`)).toMatchObject({ code: 'forbidden' });
    }
  });

  it('keeps its connections for the requests that follow', async () => {
    const ports = new Set<number | undefined>();
    const server = await startLoopbackServer((_, response) => {
      ports.add(response.socket?.remotePort);
      response.end();
    });
    const agent = createAgent(['127.0.0.1']);
    for (let count = 0; count < 20; count += 1) await call(agent, server.url);
    expect(ports.size).toBeLessThanOrEqual(2);
  });
});
