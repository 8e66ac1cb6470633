import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`; any path below it that ends in a number answers with that number. */
  readonly url: string;
  close(): Promise<void>;
}

/** What all tasks call: it answers at once, so that what is measured is the way there. */
export async function startLoopbackServer(): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const n = Number(request.url?.slice(1));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ n, text: 'An answer of the size that many services give.' }));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
