import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/domain/json.js';
import { renderValue } from '../../../src/expressions/render.js';
import { errorOf, run } from './run.js';

const NUMBERS = Array.from({ length: 100_000 }, (_, index) => index);
const LITERAL = `[${NUMBERS.slice(0, 999).join(',')}]`;
const TEXT = 'a'.repeat(1_000_000);

const VARIABLES = {
  list: NUMBERS,
  items: NUMBERS.map((n) => ({ n, tags: ['a', 'b'] })),
  text: TEXT,
  digits: NUMBERS.join(' '),
  deep: nest(20_000),
};

const COST = 'it costs too much to evaluate';
const LARGE_TEXT = 'it builds a text of more than 16777216 characters';
const LARGE_RESULT = 'its result is larger than 64 MiB';

/** `cel.bind(x0, FIRST, cel.bind(x1, STEP of x0, … LAST of x39))`. */
function chain(first: string, step: (name: string) => string, last: (name: string) => string): string {
  const binds = Array.from({ length: 39 }, (_, index) => `cel.bind(x${index + 1}, ${step(`x${index}`)}, `);
  return `cel.bind(x0, ${first}, ${binds.join('')}${last('x39')}${')'.repeat(40)}`;
}

function nest(depth: number): JsonValue {
  let value: JsonValue = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

describe('a hostile expression is stopped', () => {
  it.each([
    ['loops in loops', 'list.all(a, list.all(b, list.all(c, list.all(d, true))))', COST],
    ['loops over lists that are written out', `${LITERAL}.all(a, ${LITERAL}.all(b, ${LITERAL}.all(c, true)))`, COST],
    ['loops in which everything fails', 'list.exists(a, list.exists(b, list.exists(c, c.x)))', COST],
    ['loops whose cost something decides', 'list.all(a, list.all(b, list.all(c, true))) || true', COST],
    ['a list of lists', 'list.map(a, list.map(b, b))', COST],
    ['a list of texts', 'list.map(a, list.map(b, "x" + string(b)))', COST],
    ['a list that is repeated', 'list.map(a, items)', LARGE_RESULT],
    ['a text that is repeated', 'list.map(a, text)', LARGE_RESULT],
    ['texts that are built in a loop', 'list.map(a, text + "x")', COST],
    ['lists that are built in a loop', 'list.map(a, list + [1])', COST],
    [
      'a text that doubles',
      chain(
        'text',
        (x) => `${x} + ${x}`,
        (x) => `size(${x})`,
      ),
      LARGE_TEXT,
    ],
    [
      'a list that doubles',
      chain(
        'list',
        (x) => `${x} + ${x}`,
        (x) => `size(${x})`,
      ),
      COST,
    ],
    [
      'a list that holds itself twice',
      chain(
        '[1]',
        (x) => `[${x}, ${x}]`,
        (x) => x,
      ),
      LARGE_RESULT,
    ],
    [
      'such a list as JSON',
      chain(
        '[1]',
        (x) => `[${x}, ${x}]`,
        (x) => `toJson(${x})`,
      ),
      'its result is larger than 16 MiB',
    ],
    [
      'such a list, flattened',
      chain(
        '[1]',
        (x) => `[${x}, ${x}]`,
        (x) => `${x}.flatten(100)`,
      ),
      COST,
    ],
    [
      'such lists, compared',
      chain(
        '[[1], [1]]',
        (x) => `[${x}, ${x}]`,
        (x) => `${x} == ${x} + []`,
      ),
      COST,
    ],
    ['a bad search', '(text + text).contains(text.substring(1) + "b" + text)', COST],
    ['a bad search from the end', '(text + text).lastIndexOf(text + "b")', COST],
    ['a bad split', 'list.all(x, size(text.split("")) > 0)', COST],
    ['a join of large texts', 'list.map(a, text).join(text)', LARGE_TEXT],
    ['a replacement that grows', 'text.replace("a", text)', LARGE_TEXT],
    ['a large pattern', 'digits.matches(string(r"(a{30}){30}"))', COST],
    ['a pattern that a loop makes', 'list.all(x, !"abc".matches(r"^\\pL{30}" + string(x)))', COST],
    ['a pattern against a large text', `list.all(x, !digits.matches(r"^(?:${'(\\pL|\\d)?'.repeat(20)} )*x$"))`, COST],
    ['a very long range', 'lists.range(1000000000)', COST],
    ['a search for every item', 'list.all(x, x in list)', COST],
    ['comparisons of long lists', 'list.all(x, list == list)', COST],
    ['comparisons of long texts', 'list.all(x, text == text + "")', COST],
    ['comparisons of many maps', 'items.distinct()', COST],
    ['work on a long text in a loop', 'list.all(x, text.upperAscii() != text.trim())', COST],
    ['many time zones', 'list.all(x, timestamp(x).getHours("Europe/Berlin") >= 0)', COST],
    ['much JSON', 'list.all(x, json("[" + text.replace("a", "1,") + "1]") != 1)', COST],
    ['many bytes', 'list.all(x, base64.encode(bytes(text)) != "")', COST],
    ['deep data', 'deep', 'its result is nested too deeply'],
    ['deep data in a comparison', 'deep == [deep]', 'it compares values that are nested too deeply'],
    ['deep data as JSON', 'toJson({"a": deep})', 'its result is nested too deeply'],
  ])('%s', (_, source, reason) => {
    const error = errorOf(() => run(source, VARIABLES));
    expect(error.code).toBe('invalid_input');
    expect(error.message).toContain(`failed: ${reason}`);
  });

  it.each([
    ['a pattern that makes others backtrack', 'text.matches(r"(a+)+$b")', false],
    ['another one', '(text + "!").matches(r"^(([a-z])+.)+[A-Z]([a-z])+$")', false],
    ['deep data that is not looked into', 'size(deep)', 1],
  ])('%s does no harm', (_, source, expected) => {
    expect(run(source, VARIABLES)).toBe(expected);
  });

  it('also where many expressions of one value repeat the same data', () => {
    for (const text of ['${{ items }}', 'x${{ items }}']) {
      const value = Array.from({ length: 10_000 }, () => text);
      const error = errorOf(() => renderValue(value, { variables: VARIABLES, place: '/a: with' }));
      expect(error.message).toMatch(/^Expression "items" at \/a: with\[\d+\] failed: its result is larger than 64 MiB/);
    }
  });

  it('costs the same every time, so that what fits once always fits', () => {
    const source = 'list.all(a, list.exists(b, b == a))';
    const reasons = [1, 2, 3].map(() => errorOf(() => run(source, VARIABLES)).message);
    expect(new Set(reasons).size).toBe(1);
    expect(run('items.filter(x, x.n % 2 == 0 && "a" in x.tags).map(x, string(x.n)).size()', VARIABLES)).toBe(50_000);
  });
});
