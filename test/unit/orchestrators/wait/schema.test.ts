import { describe, expect, test } from 'vitest';
import { expectedProblems, problemsOf, type Refused } from '../../definitions/problems-of.js';

const allowed: [what: string, text: string][] = [
  [
    'a signal with everything that belongs to it',
    'kind: wait\nsignal: "repo/pr.closed: x"\naccept: processed.ok && signal.payload.n > 1\ncount: 3\ndistinct: signal.payload.voter\ncorrelation: "${{ input.pr }}"\nprocess: { action: transform, with: "${{ signal.payload }}" }\ntimeout: 2h\non_timeout: continue',
  ],
  [
    'a duration or a template of one',
    'tasks:\n- { id: a, kind: wait, duration: 90s }\n- { id: b, kind: wait, duration: "${{ input.x }}" }',
  ],
  [
    'a time, in quotes or not, or a template of one',
    'tasks:\n- { id: a, kind: wait, until: 2030-01-31T09:00:00Z }\n- { id: b, kind: wait, until: "2030-01-31T09:00:00+02:00" }\n- { id: c, kind: wait, until: "${{ input.x }}" }',
  ],
  ['an approval by nobody in particular', 'kind: wait\napproval: {}'],
  [
    'an approval with everything that belongs to it',
    'kind: wait\napproval: { roles: [a, b], quorum: 2, distinct: roles, allow_self: true, timeout: 3d, on_timeout: escalate, escalate_to: cto, remind_every: 1d, criteria: ["is it green?"] }',
  ],
  [
    'the timeout of an approval beside it',
    'kind: wait\napproval: { users: [ann], escalate_to: cto }\ntimeout: 3d\non_timeout: escalate',
  ],
  ['a task that takes over', 'kind: wait\nsignal: x\ntimeout: 1h\non_timeout: { action: noop }'],
];

const ONE_SOURCE = 'A wait has one of "signal", "approval", "duration", "until"';

const refused: Refused[] = [
  ['it waits for something', '¦kind: wait', ['/ A wait needs one of "signal", "approval", "duration" and "until".']],
  [
    'it waits for one thing',
    'kind: wait\nsignal: x\nduration: ¦5s',
    [`/ ${ONE_SOURCE}; here are signal and duration.`],
  ],
  [
    'what belongs to a signal is refused elsewhere',
    'kind: wait\nduration: 5s\naccept: ¦input.x\ncount: ¦2\ndistinct: ¦input.x\ncorrelation: ¦x\nprocess: ¦{ action: noop }',
    ['accept', 'count', 'distinct', 'correlation', 'process'].map(
      (field) => `/ "${field}" belongs to a wait for a signal.`,
    ),
  ],
  ...['taskwright:x', '__temporal_x', 'x\\ny', ''].map((name): Refused => [
    `a signal is not called "${name}"`,
    `kind: wait\nsignal: ¦"${name}"`,
    [
      '/ "signal" must be a text of 1 to 200 characters on one line that begins neither with "taskwright:" nor with "__temporal".',
    ],
  ]),
  ['a count is at least 1', 'kind: wait\nsignal: x\ncount: ¦0', ['/ "count" must be a whole number from 1 to 10000.']],
  [
    'a time has an offset',
    'kind: wait\nuntil: ¦2030-01-31T09:00:00',
    ['/ "until" must be a time with its offset, such as 2030-01-31T09:00:00Z.'],
  ],
  [
    'on_timeout needs a timeout',
    'kind: wait\nsignal: x\non_timeout: ¦continue',
    ['/ "on_timeout" never happens without a "timeout".'],
  ],
  [
    'only an approval escalates',
    'kind: wait\nsignal: x\ntimeout: 1h\non_timeout: ¦escalate',
    ['/ Only an approval can escalate.'],
  ],
  [
    'on_timeout is a word or a task',
    'kind: wait\nsignal: x\ntimeout: 1h\non_timeout: ¦retry',
    ['/ "on_timeout" must be "fail", "continue", "escalate" (approvals only) or a task.'],
  ],
  [
    'who escalates says to whom and when',
    'kind: wait\napproval: { on_timeout: ¦¦escalate }',
    ['/ "on_timeout" never happens without a "timeout".', '/ An approval that escalates needs "escalate_to".'],
  ],
  [
    'escalate_to needs on_timeout',
    'kind: wait\napproval: { timeout: 1d, escalate_to: ¦cto }',
    ['/ "escalate_to" has no meaning without "on_timeout: escalate".'],
  ],
  [
    'reminders leave people in peace for a second',
    'kind: wait\napproval: { remind_every: ¦999ms }',
    ['/ Nobody can be reminded more often than each second.'],
  ],
  [
    'a timeout stands in one place',
    'kind: wait\ntimeout: 1d\napproval: { timeout: ¦2d }',
    ['/ "timeout" stands both in the approval and beside it.'],
  ],
  [
    'persons can reach the quorum',
    'kind: wait\napproval: { users: [ann, bob, ann], quorum: ¦3 }',
    ['/ The quorum 3 cannot be reached: 2 persons are listed.'],
  ],
  [
    'roles can reach the quorum when each counts once',
    'kind: wait\napproval: { roles: [cto], distinct: roles, quorum: ¦2 }',
    ['/ The quorum 2 cannot be reached: 1 role is listed.'],
  ],
  [
    'roles count once only where there are some',
    'kind: wait\napproval: { distinct: ¦roles }',
    ['/ "distinct: roles" needs "roles".'],
  ],
  [
    'lists of roles are not empty',
    'kind: wait\napproval: { roles: ¦[], ¦rolse: [a] }',
    ['/ "approval.roles" must have at least 1 entry.', '/ Unknown key "approval.rolse".'],
  ],
];

describe('a wait task', () => {
  test.each(allowed)('may have %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each(refused)('%s', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });
});
