import { describe, expect, test } from 'vitest';
import { composite, expectedProblems, parallel, problemsOf, type Refused } from './problems-of.js';

const refused: Refused[] = [
  [
    'an expression that is none is refused at the character',
    composite('{ id: a, action: noop, when: input.n ¦= 3 }'),
    ['/a The expression in "when" is not valid: unexpected "=".'],
  ],
  [
    'a function that does not exist is refused',
    composite("{ id: a, action: noop, when: '¦nope(1)' }"),
    ['/a The expression in "when" is not valid: there is no function nope().'],
  ],
  [
    'every template in a value is checked',
    composite(
      '{ id: a, action: transform, with: { x: ["${{ nope1 }}", "ok ${{ input.x }} ${{ nope2 }}"], y: "${{ 1 + }}" } }',
    )
      .replace('nope1', '¦nope1')
      .replace('nope2', '¦nope2')
      .replace('1 + }}', '1 + ¦}}'),
    [
      '/a There is no variable "nope1" here.',
      '/a There is no variable "nope2" here.',
      '/a The expression in "with.y" is not valid: it ends too early.',
    ],
  ],
  [
    'a template that is not closed is refused',
    composite('{ id: a, action: noop, title: "x ¦${{ input.x }" }'),
    ['/a The expression in "title" is not valid: "${{" is not closed.'],
  ],
  [
    'braces around a bare expression are refused',
    composite('{ id: a, action: noop, when: "¦${{ input.x }}" }'),
    ['/a "when" is an expression already.'],
  ],
  [
    'names that belong elsewhere are refused with their place',
    composite(
      '{ id: a, action: noop, when: ¦item && ¦index && ¦signal && ¦output && ¦processed && ¦secrets.x && ¦unknown }',
    ),
    [
      '/a "item" may be used in a collection that does not name its items otherwise, and in "reduce.value", only.',
      '/a "index" may be used in a collection that does not name its positions otherwise, and in "reduce.value", only.',
      '/a "signal" may be used in a wait for a signal only.',
      '/a "output" may be used in "fail_when" and "outputs" of a basic task only.',
      '/a "processed" may be used in a wait with "process" only.',
      '/a "secrets" may be used in "with" only, and not in that of external, run, activity and workflow.',
      '/a There is no variable "unknown" here.',
    ],
  ],
  [
    'secrets are refused everywhere but in "with"',
    composite(
      '{ id: a, action: noop, with: "${{ secrets.A }}", attributes: { x: "${{ ¦secrets.A }}" }, outputs: "${{ ¦secrets.A }}" }',
      '{ id: b, kind: signal, signal: s, to: { run: r }, payload: "${{ ¦secrets.A }}" }',
    ),
    [
      '/a "secrets" may be used in "with" only, and not in that of external, run, activity and workflow.',
      '/a "secrets" may be used in "with" only, and not in that of external, run, activity and workflow.',
      '/b "secrets" may be used in "with" only, and not in that of external, run, activity and workflow.',
    ],
  ],
  [
    'secrets are refused where others do the work',
    composite(
      '{ id: a, action: external, with: "${{ ¦secrets.A }}" }',
      '{ id: b, action: run, with: { definition: d, input: { x: "${{ ¦secrets.A }}" } } }',
      '{ id: c, action: activity, with: { type: t, queue: q, args: ["${{ ¦secrets.A }}"] } }',
      '{ id: d, action: workflow, with: { type: t, queue: q, args: ["${{ ¦secrets.A }}"] } }',
    ),
    ['a', 'b', 'c', 'd'].map(
      (id) => `/${id} "secrets" may be used in "with" only, and not in that of external, run, activity and workflow.`,
    ),
  ],
  [
    'an unknown task is refused',
    composite('{ id: build, action: noop }', '{ id: b, action: noop, when: ¦tasks.biuld.output }'),
    ['/b There is no task "biuld".'],
  ],
  [
    'a task reads neither itself nor what contains it',
    composite('{ id: a, tasks: [{ id: b, action: noop, when: ¦tasks.b.output && ¦tasks.a.output }] }'),
    ['/a/b A task cannot read itself.', '/a/b "a" contains this task and has not ended yet.'],
  ],
  [
    'a later sibling in a composite is refused, also from further inside',
    composite(
      '{ id: a, tasks: [{ id: b, action: noop, when: ¦tasks.z.output }] }',
      '{ id: c, action: noop, when: ¦tasks.z.output }',
      '{ id: z, action: noop }',
    ),
    ['/a/b "z" comes after this task and has not ended yet.', '/c "z" comes after this task and has not ended yet.'],
  ],
  [
    'a sibling in a parallel that is not needed is refused, also from further inside',
    parallel(
      '{ id: a, tasks: [{ id: b, action: noop, when: ¦tasks.z.output }] }',
      '{ id: c, action: noop, when: ¦tasks.z.output }',
      '{ id: z, action: noop }',
    ),
    [
      '/a/b "z" runs beside this task and may not have ended yet.',
      '/c "z" runs beside this task and may not have ended yet.',
    ],
  ],
  [
    'a prerequisite has not ended when the task starts',
    parallel(
      '{ id: a, action: noop }',
      '{ id: b, action: noop, needs: [{ task: a, type: prerequisite }], when: ¦tasks.a.output }',
    ),
    ['/b "a" runs beside this task and may not have ended yet.'],
  ],
  [
    'a task elsewhere in the tree is refused',
    composite('{ id: a, tasks: [{ id: inner, action: noop }] }', '{ id: b, action: noop, when: ¦tasks.inner.output }'),
    ['/b The task /a/inner cannot be seen from here.'],
  ],
  [
    'cases do not see each other',
    'kind: router\nswitch: input.x\ncases: { a: { action: noop, when: ¦tasks.b.output }, b: { action: noop } }',
    ['/a The task /b cannot be seen from here.'],
  ],
  [
    'a container sees its children and nothing else as "tasks"',
    composite(
      '{ id: a, action: noop }',
      '{ id: b, tasks: [{ id: c, action: noop }], outputs: "${{ tasks.c.output }} ${{ ¦tasks.a.output }}", repeat: { until: ¦tasks.a.output, max: 2 } }',
    ),
    [
      '/b There is no child "a"; "tasks" means the children here.',
      '/b There is no child "a"; "tasks" means the children here.',
    ],
  ],
  [
    'the items of a collection are named by their positions',
    'kind: collection\nitems: input.x\ndo: { action: noop }\noutputs: \'${{ tasks["0"].output }} ${{ ¦tasks.first }}\'',
    ['/ There is no child "first"; "tasks" means the children here.'],
  ],
  [
    'a field that tasks do not have is refused',
    composite('{ id: a, action: noop }', '{ id: b, action: noop, when: ¦tasks.a.outputs }'),
    ['/b "outputs" is nothing that a task has; it has status, output, error.'],
  ],
  [
    'a hyphen in a name is explained',
    composite('{ id: my-task, action: noop }', '{ id: b, action: noop, when: ¦tasks.my-task.output }'),
    ['/b "tasks.my-task" is a subtraction.'],
  ],
  [
    'a filter sees the names of its collection',
    'kind: collection\nitems: input.x\nas: file\nfilter: file.ok && index > 0 && ¦item.ok\ndo: { action: noop }',
    ['/ "item" may be used in a collection that does not name its items otherwise, and in "reduce.value", only.'],
  ],
  [
    'a handler sees what happened before its task, and its task',
    composite(
      '{ id: a, action: noop }',
      '{ id: b, action: noop, on_error: { action: transform, with: "${{ tasks.a.output }} ${{ tasks.b.error }} ${{ ¦tasks.c }}" } }',
      '{ id: c, action: noop }',
    ),
    ['/b/on_error "c" comes after this task and has not ended yet.'],
  ],
  [
    'those who decide may come from an expression, which is checked',
    composite(
      '{ id: w, kind: wait, approval: { roles: ["${{ input.team }}", "${{ ¦nope }}"], escalate_to: "${{ input.boss }}", timeout: 1d, on_timeout: escalate } }',
      '{ id: t, action: external, specialist: "${{ ¦nope }}" }',
    ),
    ['/w There is no variable "nope" here.', '/t There is no variable "nope" here.'],
  ],
  [
    'the process of a wait sees the signal, and not its wait',
    composite(
      '{ id: w, kind: wait, signal: s, process: { action: transform, with: "${{ signal.payload }} ${{ ¦tasks.w.output }}" }, accept: processed.ok }',
    ),
    ['/w/process "w" contains this task and has not ended yet.'],
  ],
];

const allowed: [rule: string, text: string][] = [
  [
    'siblings that were needed, also indirectly',
    parallel(
      '{ id: a, action: noop }',
      '{ id: b, action: noop, needs: [a] }',
      '{ id: c, action: noop, needs: [b], when: tasks.a.output && tasks.b.output }',
      '{ id: d, needs: [c], tasks: [{ id: e, action: noop, when: tasks.a.output }] }',
    ),
  ],
  [
    'siblings of ancestors that were needed by an absolute path',
    parallel(
      '{ id: a, action: noop }',
      '{ id: b, tasks: [{ id: c, action: noop, needs: [/a], when: tasks.a.output }] }',
    ),
  ],
  [
    'earlier siblings of ancestors',
    composite(
      '{ id: a, action: noop }',
      '{ id: b, kind: parallel, tasks: [{ id: c, tasks: [{ id: d, action: noop, when: tasks.a.output }] }] }',
    ),
  ],
  [
    'the names of all collections around',
    'kind: collection\nitems: input.x\nas: file\ndo: { kind: collection, items: file.lines, do: { action: transform, with: "${{ file }} ${{ item }} ${{ index }}" } }',
  ],
  [
    'any task by a computed name',
    composite('{ id: a, action: noop }', '{ id: b, action: noop, when: "tasks[input.name].output == size(tasks)" }'),
  ],
  [
    'every variable that is always there',
    composite('{ id: a, action: noop, when: input.x && run.id == "x" && parent.x && attributes.y }'),
  ],
  [
    'what the places of each kind offer',
    composite(
      '{ id: a, action: http, with: { url: "https://x.test/${{ secrets.KEY }}" }, fail_when: output.body.bad, outputs: "${{ output.body }}" }',
      '{ id: b, kind: wait, signal: s, accept: signal.payload.ok, distinct: signal.from, outputs: "${{ signal.payload }}" }',
      '{ id: c, kind: aggregate, reduce: { op: sum, from: "[1, 2]", value: item + index } }',
    ),
  ],
  ['literal braces', composite('{ id: a, action: transform, with: "$${{ nothing }}" }')],
  ['names that a macro binds', composite('{ id: a, action: noop, when: "input.list.all(x, x > 1)" }')],
];

describe('expressions', () => {
  test.each(refused)('%s', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });

  test.each(allowed)('may name %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});
