import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Answer, BenchActivities } from './activities.js';

/** What a good engineer writes with Temporal alone, and no database. */

const { call } = proxyActivities<BenchActivities>({
  startToCloseTimeout: '5m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 3 },
});

/** One call after another, each with what the one before answered. */
export async function chain(input: { readonly base: string; readonly length: number }): Promise<Answer> {
  let last = await call(`${input.base}/0`);
  for (let step = 1; step < input.length; step += 1) last = await call(`${input.base}/${last.n + 1}`);
  return last;
}

export async function fan(input: { readonly base: string; readonly width: number }): Promise<Answer[]> {
  return Promise.all(Array.from({ length: input.width }, (_, index) => call(`${input.base}/${index}`)));
}

/** Ends with the payload of the first signal that is wanted. */
export async function waitForSignal(): Promise<unknown> {
  let wanted: { readonly approved: boolean } | null = null;
  setHandler(defineSignal<[{ approved: boolean }]>('go'), (payload) => {
    if (payload.approved) wanted ??= payload;
  });
  await condition(() => wanted !== null);
  return wanted;
}
