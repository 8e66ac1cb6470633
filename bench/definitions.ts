import { parseDefinition } from '../src/definitions/parse-definition.js';
import type { Definition } from '../src/domain/definition.js';

/** The same work as in hand-written/workflows.ts, as definitions. */

type Task = Readonly<Record<string, unknown>>;

export interface CallOptions {
  readonly isInline: boolean;
}

/** One call after another, each with what the one before answered. */
export function chainDefinition(length: number, { isInline }: CallOptions): Definition {
  const tasks = Array.from({ length }, (_, step) =>
    callTask(`s${step}`, step === 0 ? '0' : `\${{ tasks.s${step - 1}.output.body.n + 1 }}`, isInline),
  );
  return parse({ id: `chain-${length}${isInline ? '-inline' : ''}`, tasks });
}

/** Tasks that only compute: the engine by itself. */
export function transformChainDefinition(length: number): Definition {
  const tasks = Array.from({ length }, (_, step) => ({
    id: `s${step}`,
    action: 'transform',
    with: { n: step === 0 ? 0 : `\${{ tasks.s${step - 1}.output.n + 1 }}` },
  }));
  return parse({ id: `transform-${length}`, tasks });
}

export function parallelDefinition(width: number, { isInline }: CallOptions): Definition {
  const tasks = Array.from({ length: width }, (_, index) => callTask(`t${index}`, String(index), isInline));
  return parse({ id: `parallel-${width}${isInline ? '-inline' : ''}`, kind: 'parallel', tasks });
}

export function collectionDefinition(width: number, { isInline }: CallOptions): Definition {
  const { id: _, ...each } = callTask('each', '${{ item }}', isInline);
  return parse({
    id: `collection-${width}${isInline ? '-inline' : ''}`,
    kind: 'collection',
    items: { from: 0, to: width - 1 },
    do: each,
  });
}

export function signalDefinition(): Definition {
  return parse({ id: 'signal', kind: 'wait', signal: 'go', accept: 'signal.payload.approved' });
}

/** A branch, an aggregate and some computing: nothing that leaves the workflow task. */
export function controlDefinition(): Definition {
  return parse({
    id: 'control',
    tasks: [
      { id: 'numbers', action: 'transform', with: { list: [3, 5, 7] } },
      { id: 'sum', kind: 'aggregate', reduce: { op: 'sum', from: 'tasks.numbers.output.list', value: 'item' } },
      {
        id: 'route',
        kind: 'router',
        switch: "tasks.sum.output > 10 ? 'high' : 'low'",
        cases: { high: { action: 'noop' }, low: { action: 'noop' } },
      },
    ],
    outputs: { sum: '${{ tasks.sum.output }}' },
  });
}

function callTask(id: string, place: string, isInline: boolean): Task {
  return {
    id,
    action: 'http',
    with: { url: `\${{ input.base }}/${place}` },
    ...(isInline ? { inline: true } : {}),
  };
}

function parse(authored: object): Definition {
  const { definition, problems } = parseDefinition(JSON.stringify(authored));
  if (!definition) throw new Error(problems.map(({ message }) => message).join('\n'));
  return definition;
}
