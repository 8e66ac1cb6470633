import type { Cli, GlobalOptions } from './cli.js';
import type { ServerWish } from './session/lease-servers.js';
import type { Session } from './session/open-session.js';

export interface SessionOptions<Result> {
  readonly cli: Cli;
  readonly options: GlobalOptions;
  readonly wish: ServerWish;
  /** Answers without servers where they have never run; else that is not_found. */
  readonly whenNothingStored?: () => Result;
}

/** Opens a session for one command and closes it again. What it needs is loaded here and not before. */
export async function withSession<Result>(
  { cli, options, wish, whenNothingStored }: SessionOptions<Result>,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { readCommandConfig } = await import('./session/command-config.js');
  const command = readCommandConfig(cli, options);
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
