import { describe, expect, test } from 'vitest';
import { parseDefinition } from '../../../src/definitions/parse-definition.js';

const lines = (count: number, toLine: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => toLine(index)).join('\n');

const saidOf = (text: string) => parseDefinition(text).problems.map(({ line, message }) => `${line} ${message}`);

function nested(depth: number): string {
  return depth === 0 ? '[]' : `[{ id: a, tasks: ${nested(depth - 1)} }]`;
}

describe('limits', { timeout: 60_000 }, () => {
  test('a definition has 10,000 tasks, besides its body', () => {
    const full = `tasks:\n${lines(10_000, (index) => `- { id: t${index}, action: noop }`)}`;
    expect(saidOf(full)).toEqual([]);
    expect(saidOf(`${full}\n- { id: more, action: noop }\n- { id: evenmore, x: 1 }`)).toEqual([
      '10002 A definition has 10000 tasks at most.',
    ]);
  });

  test('tasks stand 50 deep', () => {
    expect(saidOf(`tasks: ${nested(50)}`)).toEqual([]);
    expect(saidOf(`tasks: ${nested(51)}`)).toEqual(['1 Tasks may stand 50 deep at most.']);
  });

  test('tasks that aliases repeat count each time', () => {
    const text = `tasks:\n- &a { id: a, action: noop }\n- { id: b, tasks: [${'*a, '.repeat(9_999)}] }`;
    expect(saidOf(text)).toEqual(['2 A definition has 10000 tasks at most.']);
  });

  test('a JSON object and a text have the same limits', () => {
    const many = Array.from({ length: 10_001 }, (_, index) => ({ id: `t${index}`, action: 'noop' }));
    expect(parseDefinition(JSON.stringify({ tasks: many })).problems).toHaveLength(1);
  });
});

/** Ten thousand of anything, right or wrong, is looked at in a time that grows with it and not with its square. */
const large: [name: string, text: string, problems: number][] = [
  [
    'a chain of references',
    lines(
      10_000,
      (index) =>
        `- { id: t${index}, action: transform, with: "${index === 0 ? '' : `\${{ tasks.t${index - 1}.output }}`}" }`,
    ),
    0,
  ],
  [
    'references to the first',
    lines(
      10_000,
      (index) =>
        `- { id: t${index}, action: transform, ${index === 0 ? 'with: 1' : `needs: [t${index - 1}], with: "\${{ tasks.t0.output }}"`} }`,
    ),
    0,
  ],
  [
    'unknown references',
    lines(10_000, (index) => `- { id: t${index}, action: noop, when: tasks.other${index}.output }`),
    10_000,
  ],
  [
    'unknown needs',
    lines(10_000, (index) => `- { id: t${index}, action: noop, needs: [other${index}, /no/t${index}] }`),
    20_000,
  ],
  ['unknown keys', lines(10_000, (index) => `- { id: t${index}, action: noop, acton: 1 }`), 10_000],
  ['the same id', lines(10_000, () => '- { id: t, action: noop }'), 9_999],
  [
    'circles',
    lines(10_000, (index) => `- { id: t${index}, action: noop, needs: [t${index % 2 === 0 ? index + 1 : index - 1}] }`),
    5_000,
  ],
];

describe('ten thousand tasks', { timeout: 60_000 }, () => {
  test.each(large)('with %s are checked within seconds', (_, tasks, count) => {
    const startedAt = performance.now();
    const { problems } = parseDefinition(
      `kind: parallel\ntasks:\n${tasks}`.replace(/^kind: parallel\n(?=tasks:\n- .*with: "")/, ''),
    );
    expect(problems).toHaveLength(count);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });
});
