import assert from 'node:assert/strict';
import type { EventView, RunView } from 'taskwright';
import type { Asked } from './deployment-service.js';

export interface Outcome {
  readonly run: RunView;
  readonly events: readonly EventView[];
  readonly asked: ReadonlyMap<string, Asked>;
}

/** What each request tells, by path. Only the one that the dead worker had sent came twice, under one key. */
const EXPECTED: ReadonlyMap<string, readonly [asked: Asked, what: string]> = new Map([
  ['/security', [{ times: 1, keys: 1 }, 'done before the worker died: not run again']],
  ['/performance', [{ times: 2, keys: 1 }, 'under way as it died: asked again, under the same Idempotency-Key']],
  ['/staging', [{ times: 1, keys: 1 }, 'ran once, after QA']],
  ['/smoke/login', [{ times: 1, keys: 1 }, 'ran once']],
  ['/smoke/search', [{ times: 1, keys: 1 }, 'ran once']],
  ['/smoke/checkout', [{ times: 1, keys: 1 }, 'ran once']],
  ['/production', [{ times: 1, keys: 1 }, 'ran once, after CI and both approvals']],
]);

/** Throws where the release did not go as it should; else the story's end in lines. */
export function reportOn({ run, events, asked }: Outcome): readonly string[] {
  assert.equal(run.status, 'completed');
  // What is said of them below.
  assert.deepEqual(run.output, {
    url: 'https://shop.example.com',
    tested_by: 'tina',
    approved_by: ['paula', 'emil'],
  });
  assert.deepEqual(
    Object.fromEntries(asked),
    Object.fromEntries([...EXPECTED].map(([path, [expected]]) => [path, expected])),
  );
  const attempts = run.tasks.filter(({ action }) => action === 'http').map(({ path, attempt }) => [path, attempt]);
  assert.deepEqual(
    attempts.filter(([, attempt]) => attempt !== 1),
    [['/checks/performance', 2]],
  );
  const lost = events.filter(({ type }) => type === 'attempt.lost').map(({ path }) => path);
  assert.deepEqual(lost, ['/checks/performance']);

  return [
    `resumed after the kill: ${lost.join(', ')} (attempt 1 was lost and does not count)`,
    'what the deployment service was asked:',
    ...[...EXPECTED].map(([path, [{ times }, what]]) => `  ${path.padEnd(16)} ${times} ×  ${what}`),
    'tested by tina, approved by paula and emil',
  ];
}
