import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { createEgressPolicy, type EgressPolicy } from '../../actions/egress/egress-policy.js';
import { createGuardedAgent, toEgressRefusal } from '../../actions/egress/guarded-agent.js';
import type { Secrets, SecretSource } from '../../actions/secret-source.js';
import { TaskwrightError, toMessage } from '../../domain/errors.js';
import type { Happening } from '../happening.js';
import type { ChannelOf, Channel } from './channel-file.js';
import { signBody } from './sign.js';
import { toHeadline, toLines, toSlackMessage } from './to-words.js';

/** What is sent, and under which delivery id. */
export interface Telling {
  readonly id: string;
  readonly address: string | null;
  readonly content: Happening;
}

export interface Teller {
  /**
   * Throws what went wrong, with secrets masked: forbidden for an address that is closed and invalid_input for what is
   * set up wrong, which another try does not mend; unavailable else.
   */
  tell(channel: Channel, telling: Telling): Promise<void>;
  close(): Promise<void>;
}

export interface TellerOptions {
  readonly secrets: SecretSource;
  /** Entries of TASKWRIGHT_ALLOW_HOSTS. */
  readonly allowHosts: readonly string[];
  readonly log: (line: string) => void;
  readonly now: () => number;
}

/** One delivery may take so long. */
const TIME_LIMIT_MS = 10_000;
const MAX_RESPONSE_BYTES = 64 * 1024;

export function createTeller({ secrets, allowHosts, log, now }: TellerOptions): Teller {
  const policy = createEgressPolicy({ allowHosts });
  const agent = createGuardedAgent({ policy, maxResponseBytes: MAX_RESPONSE_BYTES });

  const post = async (
    url: string,
    { body, headers = {} }: { readonly body: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<void> => {
    const { origin, pathname, search, host } = toUrl(url);
    const response = await agent.request({
      origin,
      path: pathname + search,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'taskwright', ...headers },
      body,
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    await response.body.dump({ limit: MAX_RESPONSE_BYTES });
    // Redirects are not followed: the signature is meant for whoever is named.
    const { statusCode: status } = response;
    if (status >= 300) throw new TaskwrightError('unavailable', `${host} answered ${status}.`, { httpStatus: status });
  };

  const send = async (channel: Channel, telling: Telling, { get }: Secrets): Promise<void> => {
    const { id, content } = telling;
    switch (channel.kind) {
      case 'webhook': {
        const body = JSON.stringify(content);
        const signature = signBody(body, { secret: get(channel.secret), now: now() });
        const headers = {
          'x-taskwright-signature': signature,
          'x-taskwright-delivery': id,
          'x-taskwright-event': content.event,
        };
        return post(fill(channel.url, get), { body, headers });
      }
      case 'slack':
        return post(fill(channel.url, get), { body: JSON.stringify(toSlackMessage(content)) });
      case 'email':
        return sendMail(channel, telling, { policy, get });
      case 'log':
        return log(JSON.stringify({ level: 'info', delivery: id, ...content }));
    }
  };

  return {
    async tell(channel, telling) {
      const loaded = await secrets.load();
      try {
        await send(channel, telling, loaded);
      } catch (thrown) {
        throw toTold(thrown, loaded.masker.text);
      }
    },
    close: () => agent.close(),
  };
}

async function sendMail(
  channel: ChannelOf<'email'>,
  { id, address, content }: Telling,
  { policy, get }: { readonly policy: EgressPolicy; readonly get: Secrets['get'] },
): Promise<void> {
  const { host, port, secure, user, password, from } = channel;
  const to = address === null ? channel.to : [address];
  if (to.length === 0) throw new TaskwrightError('invalid_input', `The channel "${channel.name}" has no "to".`);
  const ip = await resolveOpen(policy, { host, port });
  const transport = createTransport({
    host: ip,
    port,
    secure,
    // The certificate is that of the name, not of the address.
    ...(isIP(host) === 0 && { tls: { servername: host } }),
    ...(user !== undefined && { auth: { user: fill(user, get), pass: fill(password ?? '', get) } }),
    connectionTimeout: TIME_LIMIT_MS,
    greetingTimeout: TIME_LIMIT_MS,
    socketTimeout: TIME_LIMIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from,
      to,
      subject: `[Taskwright] ${toHeadline(content)}`,
      text: `${[toHeadline(content), '', ...toLines(content)].join('\n')}\n`,
      // The same at each try, so that a mail server can drop a repeat.
      messageId: `<${id}@taskwright>`,
      headers: { 'X-Taskwright-Delivery': id, 'Auto-Submitted': 'auto-generated' },
    });
  } finally {
    transport.close();
  }
}

/** An address of the host that may be reached; that one is connected to, whatever the name leads to a moment later. */
async function resolveOpen(
  policy: EgressPolicy,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  const found = isIP(host) === 0 ? (await lookup(host, { all: true })).map(({ address }) => address) : [host];
  const refusals = found.map((address) => policy.refusalOf({ host, port, isDefaultPort: false }, address));
  const open = found.find((_, index) => refusals[index] === null);
  if (open !== undefined) return open;
  throw refusals[0] ?? new TaskwrightError('unavailable', `${host} has no address.`);
}

function fill(text: string, get: Secrets['get']): string {
  return text.replaceAll(/\$\{\{\s*secrets\.([A-Za-z0-9_-]+)\s*\}\}/g, (_, name: string) => get(name));
}

function toUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isTaken = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (isTaken) return url;
  throw new TaskwrightError('invalid_input', 'The "url" of the channel is no http or https URL without a password.');
}

function toTold(thrown: unknown, mask: (text: string) => string): TaskwrightError {
  const known = thrown instanceof TaskwrightError ? thrown : toEgressRefusal(thrown);
  if (known !== null) {
    const message = mask(known.message).replace(/^http may/, 'The channel may');
    return new TaskwrightError(known.code, message, { cause: thrown });
  }
  return new TaskwrightError('unavailable', `It could not be delivered: ${mask(toMessage(thrown))}`, { cause: thrown });
}
