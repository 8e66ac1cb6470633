import { connectGateway } from '../../client/gateway/connection.js';
import { toGatewayClient } from '../../client/gateway/gateway-client.js';
import { toPerson } from '../inputs/to-person.js';
import { readOwnerToken } from '../gateway/owner-token.js';
import { readUpRecord } from '../up/up-record.js';
import type { CommandSession } from './command-session.js';
import { sendingFiles, sendToGateway } from './sending-files.js';
import type { InboxEntry, InboxReceipt } from '../../inbox/inbox.js';
import type { NotificationView } from '../../notifications/notification-log.js';

export function openGatewaySession(options: {
  readonly url: string;
  readonly token: string | null;
  readonly dataDir: string;
  readonly saidWorkspace: string | undefined;
  readonly cwd: string;
}): CommandSession {
  const { url, token, dataDir, saidWorkspace, cwd } = options;
  const connection = connectGateway({ url, token: token ?? findOwnerToken(url, dataDir), workspace: saidWorkspace });
  const client = toGatewayClient(connection);
  return {
    client,
    tasksOf: () => sendingFiles(client.tasks, sendToGateway(connection), cwd),
    inbox: {
      async list({ status }) {
        type Listed = { readonly deliveries: readonly InboxEntry[] };
        return (await connection.ask<Listed>({ method: 'GET', path: '/v1/inbox', query: { status } })).deliveries;
      },
      deliverAgain: (id) =>
        connection.ask<InboxReceipt>({ method: 'POST', path: `/v1/inbox/${encodeURIComponent(id)}/deliver`, body: {} }),
    },
    notifications: {
      async list({ status }) {
        type Listed = { readonly notifications: readonly NotificationView[] };
        const listed = await connection.ask<Listed>({ method: 'GET', path: '/v1/notifications', query: { status } });
        return listed.notifications;
      },
      async retry(id) {
        await connection.ask({ method: 'POST', path: `/v1/notifications/${encodeURIComponent(id)}/retry`, body: {} });
      },
    },
    // The gateway asks the token, not us.
    identify: async () => ({ ...toPerson(), assertedBy: undefined }),
    isAlone: false,
    close: async () => undefined,
  };
}

/** Shown to the gateway of the `up` that wrote it, and to no other. */
function findOwnerToken(url: string, dataDir: string): string | null {
  const own = readUpRecord(dataDir)?.gatewayUrl ?? null;
  return own !== null && new URL(own).origin === new URL(url).origin ? readOwnerToken(dataDir) : null;
}
