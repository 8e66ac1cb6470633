import type { PlanPage, RunRef } from '../workflows/protocol.js';
import type { ActivityDependencies } from './dependencies.js';

/** In UTF-16 units; plans are nearly all ASCII. */
const PAGE_LENGTH = 250 * 1024;

/** A piece of the plan: results of activities stay small, so that no run ends for its size. */
export function createReadPlan(
  deps: ActivityDependencies,
): (input: RunRef & { readonly from: number }) => Promise<PlanPage> {
  return async (input) => {
    const loaded = await deps.library.load(input.definitionHash);
    return toPlanPage(loaded.planText(input.timeScale), input.from);
  };
}

export function toPlanPage(text: string, from: number): PlanPage {
  const next = from + PAGE_LENGTH;
  return { text: text.slice(from, next), next: next < text.length ? next : null };
}
