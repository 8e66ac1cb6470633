import type { SentSignal, SignalByCorrelation } from '../../client/send-signal.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { Inbox } from '../../inbox/inbox.js';
import type { Io } from '../io.js';
import { toPerson } from '../inputs/to-person.js';
import type { CommandConfig } from './command-config.js';
import type { CommandSession } from './command-session.js';
import { identify } from './identify.js';
import type { ServerWish } from './lease-servers.js';
import type { OpenedSession } from './open-session.js';
import { sendingFiles, sendToStore } from './sending-files.js';

export interface CommandSessionOptions extends CommandConfig {
  readonly io: Io;
  readonly wish: ServerWish;
  /** What was said of who asks. */
  readonly said?: { readonly as?: string | undefined; readonly role?: readonly string[] | undefined };
}

/** Speaks with the gateway that TASKWRIGHT_URL names, else with the servers. */
export async function openCommandSession(options: CommandSessionOptions): Promise<CommandSession> {
  const { io, wish, config, dataDir, saidWorkspace, said = {} } = options;
  if (config.gatewayUrl !== null) {
    if (said.as !== undefined || said.role !== undefined) throw mayNotSay();
    const { openGatewaySession } = await import('./open-gateway-session.js');
    return openGatewaySession({
      url: config.gatewayUrl,
      token: config.gatewayToken,
      dataDir,
      saidWorkspace,
      cwd: io.cwd,
    });
  }
  const { openSession } = await import('./open-session.js');
  return toCommandSession(await openSession({ config, dataDir, saidWorkspace, io, wish }), io.cwd);
}

/** What a command has of a session with the servers. */
export function toCommandSession(session: OpenedSession, cwd: string): CommandSession {
  const { client, tasks, inbox, notifications, servers } = session;
  const { workspace } = client;
  return {
    client: { ...client, signalByCorrelation: (signal) => keepAndSignal(inbox, workspace, signal) },
    tasksOf(actor) {
      const own = tasks.as(actor);
      return sendingFiles(own, sendToStore(own.artifacts), cwd);
    },
    inbox: {
      list: (query) => inbox.list({ workspace, ...query }),
      deliverAgain: (id) => inbox.deliverAgain({ workspace, id, sender: toPerson().name }),
    },
    notifications: {
      list: (query) => notifications.list({ workspace, ...query }),
      retry: (id) => notifications.retry({ workspace, id }),
    },
    identify: (person) => identify(session, person),
    isAlone: servers.wasStarted,
    close: () => session.close(),
  };
}

/** As a gateway does: what reaches nothing is kept for the wait that begins later. Throws not_found then. */
async function keepAndSignal(
  inbox: Inbox,
  workspace: string,
  { correlation, name, payload = null, from, id }: SignalByCorrelation,
): Promise<SentSignal> {
  const content = { name, payload, correlation };
  const { deliveryId, reached } = await inbox.signal({ workspace, content, sender: from, id });
  if (reached > 0) return { reached, deliveryId };
  throw new TaskwrightError('not_found', `Nothing waits for "${name}" with the correlation key "${correlation}" now.`, {
    hint: 'It is kept for the wait that begins later: see "taskwright inbox".',
  });
}

function mayNotSay(): TaskwrightError {
  return new TaskwrightError('forbidden', 'Through a gateway, TASKWRIGHT_TOKEN says who asks.', {
    hint: 'Leave --as and --role out.',
  });
}
