import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { JsonValue } from 'taskwright';

export interface Answer {
  readonly status?: number;
  readonly body: JsonValue;
}

export interface LoopbackServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A small service on this machine for examples to call. `null` leaves the caller without an answer. */
export async function startLoopbackServer(
  answer: (request: IncomingMessage) => Answer | null | Promise<Answer | null>,
): Promise<LoopbackServer> {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const given = await answer(request);
    if (given === null) return;
    response.writeHead(given.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(given.body));
  };
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
