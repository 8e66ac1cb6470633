import { describe, expect, test } from 'vitest';
import { expectedProblems, problemsOf, type Refused } from '../../definitions/problems-of.js';

const DURATION = 'must be a duration such as 500ms, 90s, 15m, 2h or 3d, ten years at most.';

const allowed: [what: string, text: string][] = [
  ['nothing but an action', 'action: noop'],
  [
    'every field that all tasks have',
    'action: noop\ntype: story\ntitle: "A ${{ input.x }}"\ndescription: D\nwhen: input.x\noutputs: { a: 1 }\nattributes: { a: [1] }\ntimeout: 1h30m\ndeadline: 2030-01-31T09:00:00Z\non_error: continue\ncompensate: { action: noop }\nspecialist: tester\nqueue: gpu\npriority: 1\nconcurrency: { key: "${{ input.x }}", limit: 2 }',
  ],
  [
    'a deadline that is a duration or a template',
    'tasks:\n- { id: a, action: noop, deadline: 3d }\n- { id: b, action: noop, deadline: "${{ input.x }}" }',
  ],
  [
    'a retry with all its fields',
    'action: shell\nwith: { command: ls }\nretry: { max_attempts: 3, initial_interval: 500ms, backoff: 1.5, max_interval: 1m, non_retryable: [invalid_input, 422] }',
  ],
  ['a short timeout inline', 'action: shell\nwith: { command: ls }\ninline: true\ntimeout: 2s'],
  ['a handler for its errors', 'action: noop\non_error: { id: handle, action: noop }'],
  ['arguments that are one expression', 'action: http\nwith: "${{ input.request }}"'],
  [
    'arguments with expressions in them',
    'action: http\nwith: { url: "https://${{ input.host }}/", method: "${{ input.m }}", headers: "${{ input.h }}" }',
  ],
  [
    'a retry on activity, which Temporal keeps',
    'action: activity\nwith: { type: compile, args: [1] }\nretry: { max_attempts: 2 }',
  ],
  [
    'anything for noop, transform and external',
    'tasks:\n- { id: a, action: noop, with: 1 }\n- { id: b, action: transform, with: [1] }\n- { id: c, action: external, with: text }',
  ],
];

const refused: Refused[] = [
  [
    'an action has a name',
    'action: ¦a b',
    ['/ "action" must have 1 to 100 letters, digits, "-" or "_", and may not be a name such as "constructor".'],
  ],
  ['an unknown action is refused', 'action: ¦htp', ['/ There is no action "htp".']],
  [
    'a task says what it does',
    'tasks:\n- ¦id: a\n  acton: http',
    ['/a This task says neither "action" nor "tasks" nor "kind", so nobody knows what it does.'],
  ],
  ['an unknown kind is refused', 'kind: ¦basik\naction: noop', ['/ There is no kind "basik".']],
  [
    'an unknown kind hides neither unknown keys nor wrong values beside it',
    'kind: ¦basik\nsignal: go\n¦tmeout: 3h\npriority: ¦9',
    ['/ There is no kind "basik".', '/ Unknown key "tmeout".', '/ "priority" must be a whole number from 1 to 5.'],
  ],
  ['an unknown key is refused', 'action: noop\n¦timout: 5s', ['/ Unknown key "timout".']],
  [
    'a key of another kind is refused',
    'action: noop\n¦max_concurrency: 2',
    ['/ "max_concurrency" is not a key of the kind basic.'],
  ],
  [
    'durations have units',
    'action: noop\ntimeout: ¦30\ndeadline: ¦tomorrow',
    [
      `/ "timeout" ${DURATION}`,
      '/ "deadline" must be a duration such as 90s or 3d, or a time with its offset such as 2030-01-31T09:00:00Z.',
    ],
  ],
  ['a timeout is no template', 'action: noop\ntimeout: ¦"${{ input.x }}"', [`/ "timeout" ${DURATION}`]],
  ['a duration has ten years at most', 'action: noop\ntimeout: ¦4000d', [`/ "timeout" ${DURATION}`]],
  ['a priority is between 1 and 5', 'action: noop\npriority: ¦6', ['/ "priority" must be a whole number from 1 to 5.']],
  [
    'a queue is no template',
    'action: noop\nqueue: ¦"${{ input.x }}"',
    ['/ "queue" must be the name of a task queue: a text of 1 to 200 characters without expressions.'],
  ],
  [
    'on_error is a word or a task',
    'action: noop\non_error: ¦retry',
    ['/ "on_error" must be "fail", "continue" or a task.'],
  ],
  [
    'an expression is not empty',
    'action: noop\nwhen: ¦""',
    ['/ "when" must be an expression that is true or false, written as a text.'],
  ],
  [
    'the fields of a retry are checked',
    'action: noop\nretry: { max_attempts: ¦0, ¦backof: 2, backoff: ¦0.5, non_retryable: [¦99] }',
    [
      '/ "retry.max_attempts" must be a whole number from 1 to 1000.',
      '/ Unknown key "retry.backof".',
      '/ "retry.backoff" must be a number of 1 or more.',
      '/ "retry.non_retryable[0]" must be a whole number from 100 to 599.',
    ],
  ],
  ...['external', 'run', 'workflow'].map((action): Refused => {
    const given = action === 'run' ? ', with: { definition: x }' : action === 'workflow' ? ', with: { type: x }' : '';
    return [
      `${action} has one attempt`,
      `tasks: [{ id: a, action: ${action}${given}, retry: ¦{ max_attempts: 2 } }]`,
      [`/a The action ${action} has one attempt, so "retry" has no meaning.`],
    ];
  }),
  ...['external', 'run', 'activity', 'workflow'].map((action): Refused => {
    const given = action === 'run' ? ', with: { definition: x }' : action === 'external' ? '' : ', with: { type: x }';
    return [
      `${action} cannot run inline`,
      `tasks: [{ id: a, action: ${action}${given}, inline: ¦true }]`,
      [`/a The action ${action} cannot run inline.`],
    ];
  }),
  [
    'an inline task has no queue, priority, concurrency or long timeout',
    'action: shell\nwith: { command: ls }\ninline: true\nqueue: ¦q\npriority: ¦1\nconcurrency: ¦{ key: k, limit: 1 }\ntimeout: ¦3s',
    [
      '/ A task that runs inline has no "queue".',
      '/ A task that runs inline has no "priority".',
      '/ A task that runs inline has no "concurrency".',
      '/ A task that runs inline has 2 s at most.',
    ],
  ],
  ...['wait, signal: x', 'parallel, tasks: []', 'router, switch: input.x, cases: {}, default: []'].map(
    (kind): Refused => [
      `retry is refused on the kind ${kind.split(',')[0]}`,
      `tasks: [{ id: a, kind: ${kind}, ¦retry: { max_attempts: 2 } }]`,
      [`/a "retry" is not a key of the kind ${kind.split(',')[0]}.`],
    ],
  ),
  [
    'the arguments of an action are checked',
    'tasks:\n- { id: a, action: http, with: { ¦ulr: x, method: ¦5 } }\n- ¦{ id: b, action: shell }\n- { id: c, action: run, with: { definition: x, wait: ¦no } }\n- { id: d, action: mcp, with: ¦[] }',
    [
      '/a "with" of the action http: Unknown key "ulr".',
      '/a "with" of the action http: "method" must be a text.',
      '/b "with" of the action shell: "command" is missing.',
      '/c "with" of the action run: "wait" must be true or false.',
      '/d "with" of the action mcp: it must be an object.',
    ],
  ],
  [
    'a URL is one, where it is literal',
    'action: http\nwith: { url: ¦deploy }',
    ['/ "with" of the action http: "url": not a URL; write it in full, as in https://example.com/path.'],
  ],
];

describe('a basic task', () => {
  test.each(allowed)('may have %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each(refused)('%s', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });
});
