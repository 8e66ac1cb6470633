import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { Answer, OfferedSignal, StateContext } from '../kind.js';
import type { WaitTask } from './schema.js';

interface Taken {
  readonly id: string;
  readonly signal: JsonObject;
  readonly distinctKey: string | null;
}

/**
 * Judges signals in the order they came, until the wait has what it needs; the rest stays for others. What was judged
 * before is read back from the store, so the same signals give the same answer when this runs again.
 */
export async function judgeSignals(
  task: WaitTask,
  offer: { readonly ids: readonly string[]; readonly isEarly: boolean },
  context: StateContext,
): Promise<Answer> {
  const count = task.count ?? 1;
  const [before, offered, processed] = await Promise.all([
    context.signals.listConsumed(),
    context.signals.read(offer.ids),
    task.process === undefined ? null : context.readAttachedOutput('process'),
  ]);
  const taken: Taken[] = before.map(({ signal, distinctKey }) => ({
    id: signal.id,
    signal: toSignalValue(signal),
    distinctKey,
  }));
  const consumed: { id: string; distinctKey: string | null }[] = [];
  const rejected: string[] = [];
  const wasTaken = new Set(taken.map(({ id }) => id));
  const lastTaken = offered.findLastIndex(({ id }) => wasTaken.has(id));
  for (const [index, signal] of offered.entries()) {
    if (wasTaken.has(signal.id)) {
      consumed.push({ id: signal.id, distinctKey: null });
      continue;
    }
    const isFull = taken.length >= count;
    if (isFull && index > lastTaken) break;
    const verdict = await judge(task, { signal, processed }, context);
    const isRepeated =
      verdict.distinctKey !== null && taken.some((earlier) => earlier.distinctKey === verdict.distinctKey);
    if (!verdict.isAccepted || isRepeated) {
      rejected.push(signal.id);
      continue;
    }
    if (isFull) continue;
    taken.push({ id: signal.id, signal: toSignalValue(signal), distinctKey: verdict.distinctKey });
    consumed.push({ id: signal.id, distinctKey: verdict.distinctKey });
  }
  const judged = { consumed, unmatched: offer.isEarly ? [] : rejected };
  const isDone = taken.length >= count;
  const answer = { consumed: consumed.map(({ id }) => id), rejected, isDone };
  if (!isDone) return { answer, judged };
  const signals = taken.slice(0, count).map((one) => one.signal);
  return { answer, judged, output: { signal: signals.at(-1) ?? null, signals } };
}

export function toSignalValue(signal: OfferedSignal): JsonObject {
  return {
    name: signal.name,
    payload: signal.payload,
    received_at: new Date(signal.receivedAt).toISOString(),
    from: signal.from,
  };
}

/** A condition that cannot be evaluated on a signal does not accept it. */
async function judge(
  task: WaitTask,
  given: { readonly signal: OfferedSignal; readonly processed: JsonValue },
  context: StateContext,
): Promise<{ readonly isAccepted: boolean; readonly distinctKey: string | null }> {
  const variables = {
    signal: toSignalValue(given.signal),
    ...(task.process === undefined ? {} : { processed: given.processed }),
  };
  try {
    const isAccepted = task.accept === undefined || (await context.holds(task.accept, { field: 'accept', variables }));
    if (!isAccepted || task.distinct === undefined) return { isAccepted, distinctKey: null };
    return {
      isAccepted,
      distinctKey: JSON.stringify(await context.evaluate(task.distinct, { field: 'distinct', variables })),
    };
  } catch (thrown) {
    if (thrown instanceof TaskwrightError && thrown.code === 'invalid_input')
      return { isAccepted: false, distinctKey: null };
    throw thrown;
  }
}
