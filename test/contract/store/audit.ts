import { expect, it } from 'vitest';
import { NO_HASH, toAuditHash } from '../../../src/store/audit-hash.js';
import { givenRun, transition, uniqueId } from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

export function auditContract(getStore: GetStore): void {
  const said = (id: string, by: string) => ({
    id,
    path: '/a',
    visit: 1,
    type: 'decision.approve',
    actor: by,
    after: { by, decision: 'approve' },
    at: 7,
    messageId: id,
  });

  it('holds what people did and what is decided about approvals, and not what the system did', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await getStore().tasks.write({
      runKey,
      transitions: [
        transition('/a', 1, { status: 'waiting' }),
        transition('/a', 2, { status: 'waiting', actor: 'ann' }),
        transition('/a', 3, { status: 'completed', actor: 'ann' }),
      ],
      events: [{ ...said('e1', 'system'), type: 'approval.escalated', after: { escalatedTo: 'cto' } }],
    });
    const entries = await getStore().audit.list({ runKey, limit: 10 });
    expect(entries.map(({ number, type, actor, path }) => [number, type, actor, path])).toEqual([
      [1, 'approval.escalated', 'system', '/a'],
      [2, 'task.completed', 'ann', '/a'],
    ]);
  });

  it('chains each entry to the one before it in its run', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    await getStore().tasks.write({ runKey, events: [said('m1', 'ann'), said('m2', 'zoë 💡')] });
    const [first, second] = await getStore().audit.list({ runKey, limit: 10 });
    if (!first || !second) throw new Error('There are two entries.');
    expect([first.previousHash, second.previousHash]).toEqual([NO_HASH, first.hash]);
    expect([first.hash, second.hash]).toEqual([toAuditHash(first), toAuditHash(second)]);
    expect(await getStore().audit.list({ runKey, after: 1, limit: 10 })).toEqual([second]);
    expect(await getStore().audit.findStray(runKey)).toBeNull();
  });

  it('holds a decision once, however often its write comes, with what is kept under its message', async () => {
    const runKey = await givenRun(getStore(), ['/a']);
    const value = { comment: 'fine \u0000 \ud800', how: 'token:t1' };
    await getStore().messages.addPayload({ id: 'm1', runKey, value, actor: 'ann', at: 1 });
    await getStore().tasks.write({ runKey, events: [said('m1', 'ann')] });
    await getStore().tasks.write({ runKey, events: [said('m1', 'ann'), said('m2', 'bob')] });
    const entries = await getStore().audit.list({ runKey, limit: 10 });
    expect(entries.map(({ after }) => JSON.parse(after ?? ''))).toEqual([
      { by: 'ann', decision: 'approve', ...value },
      { by: 'bob', decision: 'approve', comment: null, how: 'temporal' },
    ]);
    const events = await getStore().events.list({ runKey, limit: 10 });
    expect(events.map(({ actor, before, after }) => [actor, before, after])).toEqual([
      ['ann', null, { by: 'ann', decision: 'approve', ...value }],
      ['bob', null, { by: 'bob', decision: 'approve', comment: null, how: 'temporal' }],
    ]);
  });

  it('knows the runs of a workspace that have a trail', async () => {
    const workspace = uniqueId('space');
    const [one, other] = [uniqueId('a'), uniqueId('b')];
    for (const runId of [other, one]) {
      const runKey = await givenRun(getStore(), ['/a'], { workspace, runId });
      await getStore().tasks.write({ runKey, events: [said('m1', 'ann')] });
    }
    await givenRun(getStore(), ['/a'], { workspace });
    const first = { runKey: `${workspace}/${one}`, runId: one };
    expect(await getStore().audit.listRuns({ workspace, limit: 1 })).toEqual([first]);
    expect(await getStore().audit.listRuns({ workspace, after: first.runKey, limit: 10 })).toEqual([
      { runKey: `${workspace}/${other}`, runId: other },
    ]);
  });
}
