import { Context } from '@temporalio/activity';

const HEARTBEAT_MS = 1_000;

/** Beats while the work goes on, so that a lost worker is missed at once. */
export async function withHeartbeat<Result>(work: () => Promise<Result>): Promise<Result> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
