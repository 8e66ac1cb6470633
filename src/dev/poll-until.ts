export interface PollOptions {
  readonly timeoutMs: number;
  /** The first pause; each following one is twice as long, up to `maxPauseMs`. */
  readonly firstPauseMs?: number;
  readonly maxPauseMs?: number;
}

/**
 * Asks until the answer is not undefined; undefined when the time is over. For what gives no event of its own: a socket
 * of a server that is coming up, the end of a process that is not a child of ours.
 */
export async function pollUntil<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  options: PollOptions,
): Promise<T | undefined> {
  const { timeoutMs, firstPauseMs = 5, maxPauseMs = 200 } = options;
  const deadlineAt = Date.now() + timeoutMs;
  let pauseMs = firstPauseMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const leftMs = deadlineAt - Date.now();
    if (leftMs <= 0) return undefined;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, leftMs)));
    pauseMs = Math.min(pauseMs * 2, maxPauseMs);
  }
}
