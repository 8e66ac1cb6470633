import { pollUntil } from '../../../src/dev/poll-until.js';

/**
 * For what tells nobody when it happens: how a task stands in the store, what is in a history. Everything else is waited
 * for by its own event.
 */
export async function waitFor<Found>(
  what: string,
  ask: () => Promise<Found | null | undefined | false> | Found | null | undefined | false,
  { timeoutMs = 20_000 } = {},
): Promise<Found> {
  const found = await pollUntil(async () => (await ask()) || undefined, { timeoutMs, maxPauseMs: 50 });
  if (found === undefined) throw new Error(`Waited ${timeoutMs} ms in vain until ${what}.`);
  return found;
}
