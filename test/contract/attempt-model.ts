import type { AttemptRecord, AttemptResult, BeginAttempt, BegunAttempt, FinishAttempt } from '../../src/store/store.js';

interface ModelAttempt {
  readonly visit: number;
  readonly attempt: number;
  readonly caller: string;
  status: AttemptRecord['status'];
  result: AttemptResult | null;
}

/** One task's attempts, as plainly as they can be told. */
export interface AttemptModel {
  readonly attempts: ModelAttempt[];
  visit: number;
  fencedVisit: number;
  list(): { readonly visit: number; readonly attempt: number; readonly status: string }[];
}

export function createModel(): AttemptModel {
  const attempts: ModelAttempt[] = [];
  return {
    attempts,
    visit: 1,
    fencedVisit: 0,
    list: () =>
      attempts
        .toSorted((a, b) => a.visit - b.visit || a.attempt - b.attempt)
        .map(({ visit, attempt, status }) => ({ visit, attempt, status })),
  };
}

/** What the store has to answer. */
export function beginInModel(model: AttemptModel, { visit, caller }: BeginAttempt): Partial<BegunAttempt> {
  const earlier = model.attempts.filter((one) => one.visit === visit);
  const own = earlier.find((one) => one.caller === caller);
  const known = own ?? earlier.find((one) => one.result?.retryInMs === null);
  if (known?.result) return { state: 'finished', attempt: known.attempt, result: known.result };
  const lostBefore = () => earlier.filter((one) => one.status === 'lost').length;
  if (own?.status === 'open') return { state: 'begun', attempt: own.attempt, lostCount: lostBefore() };
  if (own || visit < model.visit || visit <= model.fencedVisit) return { state: 'fenced' };
  for (const one of model.attempts) {
    if (one.status === 'open') one.status = one.visit === visit ? 'lost' : 'cancelled';
  }
  const attempt = earlier.length + 1;
  model.attempts.push({ visit, attempt, caller, status: 'open', result: null });
  model.visit = visit;
  return { state: 'begun', attempt, lostCount: lostBefore() };
}

export function finishInModel(model: AttemptModel, { visit, attempt, result }: FinishAttempt): boolean {
  const own = model.attempts.find((one) => one.visit === visit && one.attempt === attempt);
  if (own?.result) return true;
  if (own?.status !== 'open') return false;
  own.status = result.status;
  own.result = result;
  return true;
}

export function fenceInModel(model: AttemptModel, visit: number): void {
  model.fencedVisit = Math.max(model.fencedVisit, visit);
  for (const one of model.attempts) {
    if (one.status === 'open' && one.visit <= visit) one.status = 'cancelled';
  }
}
