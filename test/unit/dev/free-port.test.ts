import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { ANY_PORT, isListening, reservePort, reservePorts } from '../../../src/dev/free-port.js';

test('a port that is reserved is given to nobody else until it is released', async () => {
  const first = await reservePort(ANY_PORT);
  const second = await reservePort(first.port);
  expect(second.port).not.toBe(first.port);
  await first.release();
  const third = await reservePort(first.port);
  expect(third.port).toBe(first.port);
  await Promise.all([second.release(), third.release()]);
});

test('instead of a port on which something listens, another is given', async () => {
  const { port, release: unlock } = await reservePort(ANY_PORT);
  const server = createServer().listen(port, '127.0.0.1');
  await Promise.all([once(server, 'listening'), unlock()]);
  const { ports, release } = await reservePorts({ web: port });
  expect(ports.web).not.toBe(port);
  expect([await isListening(port), await isListening(ports.web)]).toEqual([true, false]);
  await release();
  server.close();
});
