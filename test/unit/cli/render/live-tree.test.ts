import { expect, test } from 'vitest';
import { drawTree } from '../../../../src/cli/render/live-tree.js';
import { colourPaint, plainPaint } from '../../../../src/cli/render/paint.js';
import { APPROVAL, aSnapshot, aTask, NOW } from './snapshot-fixture.js';

const TERMINAL = { now: NOW, paint: plainPaint, rows: 24, columns: 80 };

test('the tree shows how each task stands, and how to go on', () => {
  const snapshot = aSnapshot('in_progress', [
    aTask('/', 'in_progress', { kind: 'parallel', action: null }),
    aTask('/build', 'completed', { kind: 'composite', action: null }),
    aTask('/build/compile', 'completed', { action: 'shell' }),
    aTask('/approve', 'waiting', { kind: 'wait', action: null, waiting: APPROVAL }),
    aTask('/staging', 'in_progress', { attempt: 2 }),
    aTask('/production', 'blocked'),
  ]);
  expect(drawTree(snapshot, TERMINAL)).toBe(
    [
      '▶ release 1.2.0  r1',
      '✔ build       composite  completed in 1.2 s',
      '✔   compile   shell  completed in 1.2 s',
      '… approve     wait  waits for approval: 2 more of pm, em',
      '              taskwright approve r1 /approve --role pm',
      '▶ staging     http  attempt 2, 1.5 s',
      '· production  http  blocked',
    ].join('\n'),
  );
});

test('what happens stays in sight when not everything fits', () => {
  const tasks = Array.from({ length: 100 }, (_, index) =>
    aTask(`/t${index}`, index === 70 ? 'in_progress' : 'completed'),
  );
  const lines = drawTree(aSnapshot('in_progress', tasks), { ...TERMINAL, rows: 8 }).split('\n');
  expect(lines).toHaveLength(7);
  expect(lines[5]).toBe('▶ t70  http  1.5 s');
  expect(lines[6]).toBe('  … 95 more tasks');
});

test('a line is cut where the terminal ends', () => {
  const error = { code: 'task_failed', message: 'x'.repeat(200), path: '/a' } as const;
  const [, line = ''] = drawTree(aSnapshot('failed', [aTask('/a', 'failed', { error })]), TERMINAL).split('\n');
  expect(line).toHaveLength(79);
  expect(line.endsWith('…')).toBe(true);
});

test('colours are for terminals', () => {
  const snapshot = aSnapshot('completed', [aTask('/a', 'completed')]);
  expect(drawTree(snapshot, TERMINAL)).not.toContain('\u001b');
  expect(drawTree(snapshot, { ...TERMINAL, paint: colourPaint })).toContain('\u001b[32m✔');
});
