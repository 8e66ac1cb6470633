import { describe, expect, it } from 'vitest';
import { describeMissing, judgeApproval, NOTHING_SAID, type ApprovalRule } from '../../../src/domain/approval.js';
import { isTaken, refuseWord, takeWord, type Said } from '../../../src/domain/approval-words.js';

const RULE: ApprovalRule = {
  roles: ['dev'],
  users: ['zoe'],
  quorum: 2,
  distinct: 'persons',
  allowsSelf: false,
  escalateTo: null,
  isEscalated: false,
};

const AUTHORS = ['arthur'];

/** `ann approve`, `ann delegate zed`: everybody but zoe, zed and cora is a dev. */
function say(text: string, id = text): Said {
  const [by = '', word = '', to = null] = text.split(' ');
  const roles = ['zoe', 'zed'].includes(by) ? [] : by === 'cora' ? ['cto'] : ['dev'];
  return { id, by, roles, word: word as Said['word'], to, at: 0 };
}

/** What was said and not refused. */
function standingOf(texts: readonly string[], rule = RULE) {
  return texts.reduce((standing, text, index) => {
    const said = say(text, `${index}`);
    return refuseWord(rule, standing, said, AUTHORS) === null ? takeWord(standing, said) : standing;
  }, NOTHING_SAID);
}

function refusal(texts: readonly string[], text: string, rule = RULE) {
  return refuseWord(rule, standingOf(texts, rule), say(text), AUTHORS);
}

const decided = (texts: readonly string[], rule = RULE) =>
  standingOf(texts, rule).decisions.map(({ by, decision, for: others }) => [by, decision, ...(others ?? [])]);

describe('a delegation', () => {
  it('lets another decide with the right of who gave it, who decides no more', () => {
    expect(refusal([], 'zed approve')).toMatchObject({ code: 'forbidden' });
    expect(decided(['zoe delegate zed', 'zed approve'])).toEqual([['zed', 'approve', 'zoe']]);
    expect(refusal(['zoe delegate zed'], 'zoe approve')).toEqual({
      code: 'forbidden',
      reason: 'zoe has handed the right to decide to zed.',
    });
  });

  it('carries the roles of who gave it', () => {
    const byRoles: ApprovalRule = { ...RULE, roles: ['dev', 'ops'], users: [], distinct: 'roles' };
    const { decisions } = standingOf(['ann delegate zed', 'zed approve'], byRoles);
    expect(decisions).toMatchObject([{ by: 'zed', roles: ['dev'], for: ['ann'] }]);
    expect(describeMissing(byRoles, decisions)).toBe('1 more of ops');
  });

  it('counts once for a person who may decide anyway', () => {
    const { decisions } = standingOf(['zoe delegate ann', 'ann approve']);
    expect([decisions.length, judgeApproval(RULE, decisions)]).toEqual([1, 'open']);
  });

  it('settles an escalation where it comes from whom it was escalated to', () => {
    const escalated = { ...RULE, escalateTo: 'cora', isEscalated: true };
    const { decisions } = standingOf(['cora delegate zed', 'zed approve'], escalated);
    expect(judgeApproval(escalated, decisions)).toBe('approved');
  });

  it('is named among who is still needed', () => {
    const { decisions, delegations } = standingOf(['zoe delegate zed', 'ann delegate yan']);
    expect(describeMissing(RULE, decisions, delegations)).toBe('2 more of dev, zed for zoe, yan for ann');
  });

  it.each([
    [[], 'zed delegate yan', 'forbidden', /may not decide here/],
    [[], 'arthur delegate zed', 'forbidden', /author/],
    [[], 'ann delegate arthur', 'forbidden', /arthur is the author/],
    [[], 'ann delegate ann', 'conflict', /somebody else/],
    [[], 'ann delegate zoe', 'conflict', /zoe has a say here already/],
    [['bob approve'], 'ann delegate bob', 'conflict', /bob has a say/],
    [['ann delegate zed'], 'bob delegate zed', 'conflict', /zed has a say/],
    [['ann delegate zed'], 'ann delegate yan', 'forbidden', /handed/],
    [['ann approve'], 'ann delegate zed', 'conflict', /withdrawn first/],
    [['ann delegate zed'], 'zed delegate yan', 'conflict', /cannot hand that on/],
  ])('after %j is refused: %s', (texts, text, code, reason) => {
    expect(refusal(texts, text)).toEqual({ code, reason: expect.stringMatching(reason) });
  });
});

describe('a withdrawal', () => {
  it('takes a decision back, which may be made again', () => {
    expect(decided(['ann approve', 'ann withdraw'])).toEqual([]);
    expect(decided(['ann approve', 'ann withdraw', 'ann approve'])).toEqual([['ann', 'approve']]);
  });

  it('takes a delegation back that was not used', () => {
    expect(decided(['zoe delegate zed', 'zoe withdraw', 'zoe approve'])).toEqual([['zoe', 'approve']]);
    expect(refusal(['zoe delegate zed', 'zed approve'], 'zoe withdraw')).toEqual({
      code: 'conflict',
      reason: 'zed has decided with the right of zoe already.',
    });
  });

  it('of the decision that was made for somebody gives the right free', () => {
    expect(decided(['zoe delegate zed', 'zed approve', 'zed withdraw', 'zoe withdraw', 'zoe approve'])).toEqual([
      ['zoe', 'approve'],
    ]);
  });

  it('of nothing is refused', () => {
    expect(refusal(['ann approve'], 'bob withdraw')).toMatchObject({ code: 'conflict' });
    expect(refusal(['ann approve', 'ann withdraw'], 'ann withdraw')).toMatchObject({ code: 'conflict' });
  });
});

it('a request for changes drops the decisions, and leaves rights where they were handed to', () => {
  expect(decided(['zoe delegate zed', 'ann approve', 'bob request_changes', 'zed approve'])).toEqual([
    ['zed', 'approve', 'zoe'],
  ]);
});

it('a message that was taken is known again, also when what it said was withdrawn', () => {
  const standing = standingOf(['ann approve', 'ann withdraw']);
  expect(['0', '1', '2'].map((id) => isTaken(standing, id))).toEqual([true, true, false]);
});
