import { expect, test } from 'vitest';
import { orchestratorOf } from '../../../src/factory/orchestrators.js';
import type { EngineEvent } from '../../../src/workflows/engine/effects.js';
import { reduce } from '../../../src/workflows/engine/reduce.js';
import { createRunState } from '../../../src/workflows/engine/state.js';

const plan = { id: '', kind: 'composite', control: { strategy: { name: 'wait_all' }, output: 'children-by-id' } };

/** The ids under which signals of plain Temporal tools are kept, by their payloads. */
function idsAfter(events: readonly EngineEvent[]): Record<string, unknown> {
  const run = createRunState({ runKey: 'r', generation: 2, plan, orchestratorOf, now: 0 });
  reduce(run, { type: 'start' }, 0);
  const effects = events.flatMap((event) => reduce(run, event, 0));
  return Object.fromEntries(
    effects.flatMap((effect) => (effect.type === 'store-signal' ? [[effect.signal.id, effect.signal.payload]] : [])),
  );
}

test('a plain signal has the same id whatever has come back between it and the ones before', () => {
  const first = { type: 'plain-signal', name: 'vote', payload: 1 } as const;
  const second = { type: 'plain-signal', name: 'vote', payload: 2 } as const;
  const kept = { type: 'signal', id: 'r!2.1', name: 'vote', path: null } as const;
  expect(idsAfter([first, kept, second])).toEqual({ 'r!2.1': 1, 'r!2.2': 2 });
  expect(idsAfter([first, second, kept])).toEqual({ 'r!2.1': 1, 'r!2.2': 2 });
});
