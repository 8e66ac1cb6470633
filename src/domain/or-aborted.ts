/**
 * Stops waiting with the reason of the signal. What was waited for goes on, and may fail unheard: it is for what knows of no
 * abort signals, or is shared with others.
 */
export async function orAborted<Result>(waitedFor: Promise<Result>, signal: AbortSignal): Promise<Result> {
  waitedFor.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([waitedFor, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
