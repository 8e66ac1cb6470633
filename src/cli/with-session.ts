import { TaskwrightError } from '../domain/errors.js';
import type { Cli, GlobalOptions } from './cli.js';
import type { CommandConfig } from './session/command-config.js';
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
  given: SessionOptions<Result>,
  work: (session: CommandSession) => Promise<Result>,
): Promise<Result> {
  const { cli, options, wish } = given;
  const { readCommandConfig } = await import('./session/command-config.js');
  const command = readCommandConfig(cli, options);
  if (command.config.gatewayUrl === null && given.whenNothingStored && (await hasNothingStored(cli, command))) {
    return given.whenNothingStored();
  }
  const { openCommandSession } = await import('./session/open-command-session.js');
  return closing(await openCommandSession({ ...command, io: cli.io, wish, said: options }), work);
}

/** For a command that no gateway does: it speaks with the servers themselves. */
export async function withServers<Result>(
  given: SessionOptions<Result>,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { cli, options, wish } = given;
  const { readCommandConfig } = await import('./session/command-config.js');
  const command = readCommandConfig(cli, options);
  if (command.config.gatewayUrl !== null) throw noGatewayDoes();
  if (given.whenNothingStored && (await hasNothingStored(cli, command))) return given.whenNothingStored();
  const { openSession } = await import('./session/open-session.js');
  return closing(await openSession({ ...command, io: cli.io, wish }), work);
}

/** Says so as well: whoever expects something to be there may be in another folder. */
async function hasNothingStored({ io }: Cli, command: CommandConfig): Promise<boolean> {
  const leases = await import('./session/lease-servers.js');
  const isEmpty = leases.hasNothingStored(command);
  if (isEmpty) io.note(`Nothing has been stored in ${command.dataDir} yet.`);
  return isEmpty;
}

async function closing<Opened extends { close(): Promise<void> }, Result>(
  session: Opened,
  work: (session: Opened) => Promise<Result>,
): Promise<Result> {
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
