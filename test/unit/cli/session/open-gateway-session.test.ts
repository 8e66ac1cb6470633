import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGatewaySession } from '../../../../src/cli/session/open-gateway-session.js';
import { writeUpRecord } from '../../../../src/cli/up/up-record.js';

let server: Server;
let url: string;
let dataDir: string;
let shown: string | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    shown = request.headers.authorization;
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"runs":[],"nextCursor":null}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  dataDir = mkdtempSync(join(tmpdir(), 'taskwright-owner-'));
  writeFileSync(join(dataDir, 'owner-token'), 'owner\n');
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(dataDir, { recursive: true });
});

function recordUp(gatewayUrl: string): () => void {
  return writeUpRecord(dataDir, {
    isDetached: true,
    gatewayUrl,
    isShellAllowed: false,
    allowHosts: [],
    mcpServersFile: null,
  });
}

async function tokenShown(token: string | null): Promise<string | undefined> {
  await openGatewaySession({ url, token, dataDir, saidWorkspace: undefined, cwd: dataDir }).client.list();
  return shown;
}

test('the token of the owner is shown to the gateway of the "up" that wrote it, unless another one is said', async () => {
  const forget = recordUp(`${url}/`);
  expect(await tokenShown(null)).toBe('Bearer owner');
  expect(await tokenShown('mine')).toBe('Bearer mine');
  forget();
});

test('no other gateway is ever shown the token of the owner', async () => {
  expect(await tokenShown(null)).toBeUndefined();
  const forget = recordUp('http://127.0.0.1:1');
  expect(await tokenShown(null)).toBeUndefined();
  forget();
});
