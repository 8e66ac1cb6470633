import { describe, expect, it } from 'vitest';
import { runDefinition, type MockContext } from '../../../src/testing/index.js';

const actions = {
  slow: async (_: unknown, { sleep }: MockContext) => {
    await sleep(1_000);
    return 7;
  },
  broken: () => {
    throw new Error('broken');
  },
};
const broken = 'action: broken, retry: { max_attempts: 1 }';

/** What may stand anywhere. */
const TASKS: Readonly<Record<string, string>> = {
  'an action': 'action: slow',
  'an action that fails': broken,
  'a child run': 'action: run, with: { definition: child }',
  'a wait that times out': 'kind: wait, signal: never, timeout: 10s',
  'a signal that reaches nobody': 'kind: signal, signal: s, to: { run: nobody }',
  'a router without a case to take': 'kind: router, switch: input.env, cases: { a: { action: noop } }',
  'a parallel that is stopped': `kind: parallel, strategy: fail_fast, tasks: [{ id: a, ${broken} }, { id: b, kind: wait, duration: 1h }]`,
  'a collection': 'kind: collection, items: "[1, 2]", do: [{ id: a, action: transform, with: "${{ item }}" }]',
  'a composite that undoes': `tasks: [{ id: a, action: noop, compensate: { action: noop } }, { id: b, ${broken} }, { id: c, action: noop }]`,
  'an aggregate': 'kind: aggregate, reduce: { op: sum, from: "[1, 2]" }',
};

const MORE: Readonly<Record<string, string>> = {
  'as it is': '',
  skipped: ', when: "false"',
  'with a condition that fails': ', when: input.missing',
  'with a handler': ', on_error: { action: transform, with: handled }',
  'with a deadline': ', deadline: 500ms',
};

const PLACES: Readonly<Record<string, readonly [path: string, around: (task: string) => string]>> = {
  'the root': ['/', (task) => `{ ${task} }`],
  'in a composite': ['/x', (task) => `{ tasks: [{ id: x, ${task} }] }`],
  'in a parallel, after another': [
    '/x',
    (task) => `{ kind: parallel, tasks: [{ id: p, action: noop }, { id: x, needs: [p], ${task} }] }`,
  ],
  'an item': ['/0', (task) => `{ kind: collection, items: "[1]", do: { ${task} } }`],
  'a case': ['/q', (task) => `{ kind: router, switch: "'q'", cases: { q: { ${task} } } }`],
  'a handler': ['/p/on_error', (task) => `{ tasks: [{ id: p, ${broken}, on_error: { ${task} } }] }`],
};

describe('a task comes to the same wherever it stands', () => {
  it.each(Object.keys(TASKS).flatMap((task) => Object.keys(MORE).map((more) => [task, more] as const)))(
    '%s, %s',
    async (task, more) => {
      const written = `${TASKS[task] ?? ''}${MORE[more] ?? ''}`;
      const ends = await Promise.all(
        Object.entries(PLACES).map(async ([place, [path, around]]) => [place, await endOf(around(written), path)]),
      );
      const [first] = ends;
      expect(first?.[1]).not.toEqual([]);
      expect(Object.fromEntries(ends)).toEqual(Object.fromEntries(ends.map(([place]) => [place, first?.[1]])));
    },
  );
});

/** How the task and all below it have ended, with paths that begin at the task. */
async function endOf(definition: string, path: string): Promise<unknown> {
  const view = await runDefinition(definition, {
    actions,
    input: { env: 'b' },
    pushed: ['{ id: child, action: noop, when: "false", outputs: 1 }'],
  });
  const start = path === '/' ? '' : path;
  const toRelative = (at: string | null): string | null => (at === path ? '' : (at?.slice(start.length) ?? null));
  return view.tasks
    .filter((task) => task.path === path || task.path.startsWith(`${start}/`))
    .map(({ path: at, kind, status, reason, visit, attempt, output, error, startedAt, endedAt }) => ({
      ...{ kind, status, reason, visit, attempt },
      path: toRelative(at),
      output: JSON.stringify(output).replace(/"runId":"[^"]*"/, '"runId":""'),
      error: error && { code: error.code, path: toRelative(error.path) },
      tookMs: startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : null,
    }));
}
