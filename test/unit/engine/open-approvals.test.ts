import { describe, expect, it } from 'vitest';
import type { TestRun } from '../../../src/testing/index.js';
import { play } from './play.js';

const ann = { by: 'ann', roles: ['ops'] };
const bob = { by: 'bob', roles: ['ops'] };
const zoe = { by: 'zoe', roles: ['pm'] };

const openIn = async (run: TestRun) =>
  (await run.client.listApprovals(run.runId)).map(({ path, waiting }) => [path, waiting.stillNeeded]);

describe('what waits for a decision', () => {
  it('is also a task that is no approval, once it has completed and others need its approval', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: build, title: The build, action: external }
  - { id: ok, kind: wait, approval: { roles: [pm] } }
  - { id: deploy, needs: [{ task: build, type: approval, roles: [ops], quorum: 2 }], action: noop }`,
      {},
      async (run) => {
        expect(await openIn(run)).toEqual([['/ok', '1 more of pm']]);
        await run.complete('/build', 1, 'kim');
        expect(await run.client.listApprovals(run.runId)).toEqual([
          expect.objectContaining({ path: '/ok' }),
          {
            ...{ runId: run.runId, path: '/build', taskId: expect.any(String), title: 'The build', deadlineAt: null },
            since: '2030-01-01T00:00:00.000Z',
            waiting: {
              ...{ for: 'approval', roles: ['ops'], users: [], quorum: 2, timeoutAt: null },
              ...{ stillNeeded: '2 more of ops', decisions: [], delegations: [] },
            },
          },
        ]);
        await run.approve('/build', ann);
        expect(await openIn(run)).toEqual([
          ['/ok', '1 more of pm'],
          ['/build', '1 more of ops'],
        ]);
        await run.approve('/build', bob);
        expect(await openIn(run)).toEqual([['/ok', '1 more of pm']]);
        await run.approve('/ok', zoe);
      },
    );
  });

  it('is asked of each who has to decide on the same task', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: build, action: noop }
  - { id: deploy, needs: [{ task: build, type: approval, roles: [ops] }], action: noop }
  - { id: sell, needs: [{ task: build, type: approval, roles: [pm] }], action: noop }
  - { id: tell, needs: [deploy, { task: build, type: approval, roles: [ops] }], action: noop }`,
      {},
      async (run) => {
        expect(await openIn(run)).toEqual([
          ['/build', '1 more of ops'],
          ['/build', '1 more of pm'],
        ]);
        await run.approve('/build', ann);
        expect(await openIn(run)).toEqual([['/build', '1 more of pm']]);
        await run.approve('/build', zoe);
      },
    );
  });

  it('begins anew where the work is to be done again, and is no approval of its own that was granted', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: build, action: external }
  - { id: ok, kind: wait, approval: { roles: [ops] } }
  - { id: go, kind: wait, signal: go }
  - { id: deploy, needs: [go, { task: ok, type: approval }, { task: build, type: approval, roles: [ops], quorum: 2 }], action: noop }`,
      {},
      async (run) => {
        await run.approve('/ok', ann);
        await run.complete('/build', 1, 'kim');
        await run.approve('/build', ann);
        await run.requestChanges('/build', bob);
        expect(await openIn(run)).toEqual([]);
        await run.complete('/build', 2, 'kim');
        expect(await openIn(run)).toEqual([['/build', '2 more of ops']]);
        await run.approve('/build', ann);
        await run.approve('/build', bob);
        await run.signal('go', null);
      },
    );
  });
});
