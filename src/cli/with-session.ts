import { TaskwrightError } from '../domain/errors.js';
import type { Cli, GlobalOptions } from './cli.js';
import type { CommandSession } from './session/command-session.js';
import type { ServerWish } from './session/lease-servers.js';
import type { Session } from './session/open-session.js';

export interface SessionOptions<Result> {
  readonly cli: Cli;
  readonly options: GlobalOptions & { readonly as?: string; readonly role?: readonly string[] };
  readonly wish: ServerWish;
  /** Answers without servers where they have never run; else that is not_found. */
  readonly whenNothingStored?: () => Result;
}

/** Opens a session for one command and closes it again. What it needs is loaded here and not before. */
export async function withSession<Result>(
  { cli, options, wish, whenNothingStored }: SessionOptions<Result>,
  work: (session: CommandSession) => Promise<Result>,
): Promise<Result> {
  const { readCommandConfig } = await import('./session/command-config.js');
  const command = readCommandConfig(cli, options);
  if (whenNothingStored && command.config.gatewayUrl === null) {
    const { hasNothingStored } = await import('./session/lease-servers.js');
    if (hasNothingStored(command)) return whenNothingStored();
  }
  const { openCommandSession } = await import('./session/open-command-session.js');
  const session = await openCommandSession({ ...command, io: cli.io, wish, said: options });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** For a command that no gateway does: it speaks with the servers themselves. */
export async function withServers<Result>(
  { cli, options, wish, whenNothingStored }: SessionOptions<Result>,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { readCommandConfig } = await import('./session/command-config.js');
  const command = readCommandConfig(cli, options);
  if (command.config.gatewayUrl !== null) throw noGatewayDoes();
  const { hasNothingStored } = await import('./session/lease-servers.js');
  if (whenNothingStored && hasNothingStored(command)) return whenNothingStored();
  const { openSession } = await import('./session/open-session.js');
  const session = await openSession({ ...command, io: cli.io, wish });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

function noGatewayDoes(): TaskwrightError {
  return new TaskwrightError('invalid_input', 'No gateway does this: it is done beside the servers.', {
    hint: 'Unset TASKWRIGHT_URL, and go to where the servers are or set TEMPORAL_ADDRESS and DATABASE_URL.',
  });
}
