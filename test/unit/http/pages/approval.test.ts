import { describe, expect, it } from 'vitest';
import { isFor, ownWordOf, toSaid } from '../../../../src/http/pages/approval.js';

const asked = { roles: ['pm'], users: ['zoe'] };
const by = (name: string, ...roles: string[]) => ({ name, roles });

describe('what waits for somebody', () => {
  it('waits for those who are named, hold a role, or got the right from somebody else', () => {
    expect(isFor(asked, by('ann', 'pm'))).toBe(true);
    expect(isFor(asked, by('zoe'))).toBe(true);
    expect(isFor(asked, by('ann', 'dev'))).toBe(false);
    expect(isFor({ roles: [], users: [] }, by('ann'))).toBe(true);
    const delegations = [{ by: 'zoe', to: 'kim', at: '2026-01-02T03:04:05.000Z' }];
    expect(isFor({ ...asked, delegations }, by('kim'))).toBe(true);
    expect(isFor({ ...asked, delegations }, by('zoe', 'pm'))).toBe(false);
  });

  it('waits for those it was escalated to as well', () => {
    expect(isFor({ ...asked, escalatedTo: 'cto' }, by('ann', 'cto'))).toBe(true);
    expect(isFor({ ...asked, escalatedTo: 'cto' }, by('cto'))).toBe(true);
    expect(isFor(asked, by('cto'))).toBe(false);
  });

  it('shows what was said out of the events, and what counts of it', () => {
    const event = { id: '1', path: '/a', visit: 1, before: null, reason: null, at: '2026-01-02T03:04:05.000Z' };
    const events = [
      { ...event, type: 'task.waiting', actor: 'system', after: 'waiting' },
      { ...event, type: 'decision.approve', actor: 'ann', after: { by: 'ann', comment: 'fine' } },
      { ...event, type: 'decision.asserted', actor: 'root', after: { by: 'ann', roles: [] } },
      { ...event, type: 'decision.delegate', actor: 'zoe', after: { by: 'zoe', to: 'kim' }, reason: 'away' },
    ];
    expect(toSaid(events)).toEqual([
      { by: 'ann', decision: 'approve', comment: 'fine', at: event.at },
      { by: 'zoe', decision: 'delegate to kim', comment: 'away', at: event.at },
    ]);
    const decisions = [{ by: 'ann', decision: 'approve' as const, at: event.at }];
    expect([ownWordOf({ decisions }, by('ann')), ownWordOf({ decisions }, by('kim'))]).toEqual(['approve', null]);
  });
});
