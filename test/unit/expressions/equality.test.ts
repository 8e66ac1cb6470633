import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/domain/json.js';
import { run } from './run.js';

const json = fc.jsonValue({ maxDepth: 4 }).map((value): JsonValue => JSON.parse(JSON.stringify(value)));

describe('equality', () => {
  it('holds between a JSON value and its copy', () => {
    fc.assert(
      fc.property(json, (value) => {
        const copy: JsonValue = JSON.parse(JSON.stringify(value));
        expect(run('left == right && !(left != right) && left in [right]', { left: value, right: copy })).toBe(true);
      }),
    );
  });

  it('does not hold between values of which the JSON differs', () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        const areSame = toCanonical(left) === toCanonical(right);
        expect(run('left == right', { left, right })).toBe(areSame);
        expect(run('right == left', { left, right })).toBe(areSame);
      }),
    );
  });

  it.each([
    ['1 == "1"', false],
    ['1 == true', false],
    ['null == false', false],
    ['"a" == null', false],
    ['[1, 2] == [1.0, 2.0]', true],
    ['[1, 2] == [2, 1]', false],
    ['[1] == [1, 2]', false],
    ['{"a": 1, "b": [2]} == {"b": [2.0], "a": 1}', true],
    ['{"a": 1} == {"a": 1, "b": 2}', false],
    ['{"a": 1} == {"b": 1}', false],
    ['{1: "x"} == {"1": "x"}', false],
    ['input == {"a": [1, {"b": null}]}', true],
    ['[1] == {}', false],
    ['b"a" == b"a"', true],
    ['b"a" == b"b"', false],
    ['b"a" == "a"', false],
    ['timestamp("2026-01-01T00:00:00Z") == timestamp("2026-01-01T01:00:00+01:00")', true],
    ['duration("60s") == duration("1m")', true],
    ['duration("60s") == 60', false],
    ['double("NaN") == 1', null],
    ['9223372036854775807 == 9223372036854775807.0', false],
    ['type(1) == type(2)', true],
    ['type(1) == type(1.5)', false],
  ])('%s is %s', (source, expected) => {
    const work = () => run(source, { input: { a: [1, { b: null }] } });
    if (expected === null) expect(work).toThrow('double() was given a text that is no number');
    else expect(work()).toBe(expected);
  });
});

function toCanonical(value: JsonValue): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}
