import { describe, expect, test } from 'vitest';
import { expectedProblems, problemsOf, type Refused } from '../../definitions/problems-of.js';

const allowed: [what: string, text: string][] = [
  ['outputs', 'kind: aggregate\noutputs: { files: "${{ size(input.x) }}" }\nschema: { type: object }'],
  ['a reduction', 'kind: aggregate\nreduce: { op: sum, from: input.x, value: item.n * index }'],
];

const refused: Refused[] = [
  ['it has outputs or a reduction', '¦kind: aggregate', ['/ An aggregate has either "outputs" or "reduce".']],
  [
    'it has only one of them',
    'kind: aggregate\noutputs: 1\nreduce: ¦{ op: sum, from: input.x }',
    ['/ An aggregate has either "outputs" or "reduce".'],
  ],
  [
    'an operation is a known one',
    'kind: aggregate\nreduce: ¦{ op: ¦summ }',
    [
      '/ "reduce.from" is missing.',
      '/ "reduce.op" must be sum, avg, min, max, count, collect, merge, concat, first or last.',
    ],
  ],
  [
    'a schema is a JSON Schema',
    'kind: aggregate\noutputs: 1\nschema: { properties: { a: { type: ¦strin } } }',
    [
      '/ "schema" is not a JSON Schema: "properties.a.type" must be one of array, boolean, integer, null, number, object, string.',
    ],
  ],
];

describe('a aggregate task', () => {
  test.each(allowed)('may have %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each(refused)('%s', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });
});
