import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTestRun } from '../../../src/testing/index.js';
import { assertConsistent } from './assert-consistent.js';

interface Shape {
  readonly kind: 'leaf' | 'composite' | 'parallel' | 'collection';
  readonly isFragile: boolean;
  readonly isUndone: boolean;
  readonly failFast: boolean;
  readonly needsPrevious: boolean;
  readonly children: readonly Shape[];
}

const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.record({
    kind: fc.constantFrom('leaf', 'leaf', 'composite', 'parallel', 'collection'),
    isFragile: fc.boolean(),
    isUndone: fc.boolean(),
    failFast: fc.boolean(),
    needsPrevious: fc.boolean(),
    children: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant([] as Shape[]),
      fc.array(tie('shape'), { minLength: 1, maxLength: 3 }),
    ),
  }),
}));

function toTask(shape: Shape, index: number, isInParallel: boolean): Record<string, unknown> {
  const { kind, isFragile, isUndone, failFast, needsPrevious, children } = shape;
  const isLeaf = kind === 'leaf' || children.length === 0;
  const common = {
    id: `t${index}`,
    ...(isInParallel && needsPrevious && index > 0 ? { needs: [`t${index - 1}`] } : {}),
    ...(isUndone ? { compensate: { action: 'noop' } } : {}),
  };
  if (isLeaf) return { ...common, action: isFragile ? 'fragile' : 'work', retry: { max_attempts: 1 } };
  const tasks = children.map((child, at) => toTask(child, at, kind === 'parallel'));
  if (kind === 'composite') return { ...common, kind, tasks };
  const strategy = failFast ? 'fail_fast' : 'wait_all';
  if (kind === 'parallel') return { ...common, kind, strategy, tasks };
  return { ...common, kind, strategy, items: '[1, 2]', mode: failFast ? 'sequential' : 'parallel', do: tasks };
}

it('whatever has failed completes once what broke it is mended, and what has completed stays as it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { minLength: 1, maxLength: 4 }), fc.boolean(), async (shapes, continuesOften) => {
      let isBroken = true;
      const work = () => null;
      const fragile = () => {
        if (isBroken) throw new Error('broken');
        return null;
      };

      const tasks = shapes.map((one, index) => toTask(one, index, false));
      const run = await createTestRun(JSON.stringify({ id: 'model', tasks }), {
        actions: { work, fragile },
        continuesOften,
      });
      const before = await run.settle();
      assertConsistent(before);
      if (before.status !== 'failed') return;
      isBroken = false;
      await run.client.retry({ runId: run.runId, by: 'ann' });
      const after = await run.settle();
      assertConsistent(after);
      expect(after.status).toBe('completed');
      const undone = before.tasks
        .filter(({ path }) => path.endsWith('/compensate'))
        .map(({ path }) => path.slice(0, -11));
      const isKept = (path: string) => !undone.some((one) => path === one || path.startsWith(`${one}/`));
      const kept = before.tasks.filter(({ path, status, action }) => status === 'completed' && action && isKept(path));
      const now = new Map(after.tasks.map((task) => [task.path, task]));
      for (const task of kept) if (now.has(task.path)) expect(now.get(task.path)).toEqual(task);
      expect(after.tasks.filter(({ status }) => status !== 'completed')).toEqual([]);
    }),
    { numRuns: Number(process.env['FUZZ'] ?? 60) },
  );
});

it('whatever has ended runs again, and the run completes once more', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(shape, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.boolean(),
      async (shapes, pick, continuesOften) => {
        const tasks = shapes.map((one, index) => toTask(one, index, false));
        const actions = { work: () => null, fragile: () => null };
        const run = await createTestRun(JSON.stringify({ id: 'model', tasks }), { actions, continuesOften });
        const before = await run.settle();
        expect(before.status).toBe('completed');
        const target = before.tasks[pick % before.tasks.length];
        if (!target) return;
        await run.client.rerun({ runId: run.runId, path: target.path, by: 'ann' });
        const after = await run.settle();
        assertConsistent(after);
        expect(after.tasks.filter(({ status }) => status !== 'completed')).toEqual([]);
        expect(after.tasks.map(({ path }) => path)).toEqual(before.tasks.map(({ path }) => path));
        expect(after.tasks.find(({ path }) => path === target.path)?.visit).toBe(target.visit + 1);
      },
    ),
    { numRuns: Number(process.env['FUZZ'] ?? 60) },
  );
});
