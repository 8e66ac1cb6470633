import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutputSource } from '../../../../src/domain/output-source.js';
import { toParentPath } from '../../../../src/domain/path.js';
import type { Transition } from '../../../../src/store/store.js';
import { toWaves } from '../../../../src/store/postgres/transition-waves.js';
import { transition } from '../../../support/store-builders.js';

const PATHS = ['/', '/a', '/a/b', '/a/c', '/d', '/d/e'];

/** Outputs by path, as a list of what each gathers. */
type Outputs = Map<string, string>;

function gather(outputs: Outputs, { path, version, output }: Transition): string | undefined {
  if (output === undefined || output === 'stored') return outputs.get(path);
  if (typeof output === 'object' && 'child' in output) return `of ${outputs.get(output.child)}`;
  if (typeof output === 'object') return version;
  const children = PATHS.filter((other) => toParentPath(other) === path);
  return `[${children.map((child) => outputs.get(child)).join(',')}]`;
}

function applyOneByOne(transitions: readonly Transition[]): Outputs {
  const outputs: Outputs = new Map();
  for (const one of transitions) outputs.set(one.path, gather(outputs, one) ?? '');
  return outputs;
}

/** A statement reads everything before it writes anything. */
function applyInWaves(waves: readonly (readonly Transition[])[]): Outputs {
  const outputs: Outputs = new Map();
  for (const wave of waves) {
    const written = wave.map((one) => [one.path, gather(outputs, one) ?? ''] as const);
    for (const [path, output] of written) outputs.set(path, output);
  }
  return outputs;
}

describe('toWaves', () => {
  it('sends unrelated tasks together', () => {
    const transitions = PATHS.map((path, index) => transition(path, index));
    expect(toWaves(transitions)).toEqual([transitions]);
  });

  it('takes a wave a level when a tree completes, however many tasks it has', () => {
    const leaves = Array.from({ length: 100 }, (_, index) =>
      transition(`/p/${index}`, index, { output: { value: 1 } }),
    );
    const parent = transition('/p', 200, { output: 'children-in-order' });
    const root = transition('/', 201, { output: 'children-by-id' });
    expect(toWaves([...leaves, parent, root])).toEqual([leaves, [parent], [root]]);
  });

  it('takes two waves for tasks that each start and end', () => {
    const starts = ['/a', '/d'].map((path, index) => transition(path, index));
    const ends = ['/a', '/d'].map((path, index) => transition(path, index + 10, { status: 'completed' }));
    const [a, d, endOfA, endOfD] = [...starts, ...ends];
    expect(toWaves([a, endOfA, d, endOfD].flatMap((one) => one ?? []))).toEqual([starts, ends]);
  });

  it('gives the outputs that the same transitions give one by one', () => {
    const source = fc.oneof(
      fc.constantFrom<OutputSource>('stored', 'children-by-id', 'children-in-order', { value: 1 }),
      fc.constantFrom(...PATHS).map((child): OutputSource => ({ child })),
    );
    const step = fc.tuple(fc.constantFrom(...PATHS), fc.option(source, { nil: undefined }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const transitions = steps.map(([path, output], index) =>
          transition(path, index, output === undefined ? {} : { output }),
        );
        const waves = toWaves(transitions);
        for (const wave of waves) expect(new Set(wave.map(({ path }) => path)).size).toBe(wave.length);
        expect(waves.flat()).toHaveLength(transitions.length);
        expect(new Map([...applyInWaves(waves)].sort())).toEqual(new Map([...applyOneByOne(transitions)].sort()));
      }),
    );
  });
});
