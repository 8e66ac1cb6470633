import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createAuthenticator } from '../../access/authenticate.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { LogEntry } from '../../http/gateway.js';
import { USUAL_RATE_LIMITS } from '../../http/rate-limits.js';
import { startGateway, type ListenOptions, type RunningGateway } from '../../http/start-gateway.js';
import { parseWebhookSources, type WebhookSource } from '../../inbox/webhooks/sources.js';
import type { Io } from '../io.js';
import { createWorkerSecrets } from '../session/host-worker.js';
import type { Session } from '../session/open-session.js';
import { readVersion } from '../read-version.js';

const LEVELS: readonly LogEntry['level'][] = ['debug', 'info', 'warn', 'error'];

/** Serves HTTP with what a session has. */
export async function openGateway(io: Io, session: Session, listen: ListenOptions): Promise<RunningGateway> {
  const { client, tasks, tokens, sessions, inbox, config } = session;
  const { webhooksFile, publicHosts, issuer } = config.gateway;
  const secrets = createWorkerSecrets(io, config);
  const least = LEVELS.indexOf(config.logLevel);
  return startGateway(
    {
      client,
      tasks,
      inbox,
      notifications: session.notifications,
      authenticate: createAuthenticator({ tokens, issuer }),
      sessions,
      webhooks: webhooksFile === null ? new Map<string, WebhookSource>() : readSources(resolve(io.cwd, webhooksFile)),
      servers: { Postgres: () => tokens.hasOthers(), Temporal: () => client.hasWorker() },
      publicHosts: [...publicHosts, listen.host],
      publicUrl: config.publicUrl,
      rateLimits: USUAL_RATE_LIMITS,
      version: readVersion(),
      log(entry) {
        if (LEVELS.indexOf(entry.level) < least) return;
        io.note(JSON.stringify({ at: new Date().toISOString(), ...entry }));
      },
      now: Date.now,
    },
    { listen, readSecrets: async (names) => pickSecrets(names, await secrets.load()) },
  );
}

function readSources(file: string): ReadonlyMap<string, WebhookSource> {
  try {
    return parseWebhookSources(readFileSync(file, 'utf8'));
  } catch (thrown) {
    if (thrown instanceof TaskwrightError) throw thrown;
    throw new TaskwrightError('invalid_input', `${file} cannot be read.`, {
      hint: 'TASKWRIGHT_WEBHOOKS_FILE names a YAML file with the sources of webhooks.',
      cause: thrown,
    });
  }
}

/** Of two secrets one may be gone already, or not be there yet. */
function pickSecrets(names: readonly string[], { get }: { get(name: string): string }): readonly string[] {
  const found = names.flatMap((name) => {
    try {
      return [get(name)];
    } catch {
      return [];
    }
  });
  if (found.length > 0) return found;
  throw new TaskwrightError('unavailable', 'The gateway has no secret to check this delivery with.', {
    hint: `Give it TASKWRIGHT_SECRET_${names[0] ?? 'NAME'}.`,
  });
}
