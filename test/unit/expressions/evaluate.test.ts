import { describe, expect, it } from 'vitest';
import { TaskwrightError } from '../../../src/domain/errors.js';
import type { JsonValue } from '../../../src/domain/json.js';
import { evaluate, evaluateCondition } from '../../../src/expressions/evaluate.js';
import { parseExpression } from '../../../src/expressions/expression.js';
import { errorOf, failureOf, PLACE, run } from './run.js';

const VARIABLES = {
  input: { version: '1.2.0', n: 4, half: 2.5, nothing: null, list: [1, 2, 3.5], 'odd key': true, map: { b: 2, a: 1 } },
  tasks: {
    build: { status: 'completed', output: { url: 'https://x.test', n: 3 }, error: null },
    'my-task': { status: 'skipped', output: null, error: null },
  },
};

describe('evaluating an expression', () => {
  it.each([
    ['input.version', '1.2.0'],
    ['input["odd key"]', true],
    ['input.nothing', null],
    ['input.nothing == null', true],
    ['tasks["my-task"].output', null],
    ['tasks.build.output.n + input.n', 7],
    ['input.list[2]', 3.5],
    ['input.list[1.0]', 2],
    ['size(input.list)', 3],
    ['input.list.map(x, x * 2)', [2, 4, 7]],
    ['input.list.map(x, x > 1, x * 2)', [4, 7]],
    ['input.list.filter(x, x > 1)', [2, 3.5]],
    ['input.list.all(x, x > 0)', true],
    ['input.list.exists(x, x == 3.5)', true],
    ['input.list.exists_one(x, x > 1)', false],
    ['input.map.map(key, key + "!")', ['b!', 'a!']],
    ['input.map.all(key, input.map[key] > 0)', true],
    ['cel.bind(x, input.n, x * x)', 16],
    ['[1, "two", [3.5], {"four": null}]', [1, 'two', [3.5], { four: null }]],
    ['{"a": {1: true, false: "f"}}', { a: { 1: true, false: 'f' } }],
    ['2 in input.list', true],
    ['"b" in input.map', true],
    ['"c" in input.map', false],
    ['input.n > 3 ? "big" : null', 'big'],
    ['input.n == 4.0 && 4.0 == input.n', true],
    ['{1: "one"}[1.0]', 'one'],
    ['type(input.version) == string', true],
    ['type(input.n)', 'int'],
    ['b"abc"', 'YWJj'],
    ['timestamp("2026-01-31T09:30:00+02:00")', '2026-01-31T07:30:00.000Z'],
    ['duration("90m")', '5400s'],
    ["r\"\\d\" + '''it's'''", "\\dit's"],
  ])('%s', (source, expected) => {
    expect(run(source, VARIABLES)).toEqual(expected);
  });

  it('gives back parts of the variables without a copy', () => {
    expect(run('tasks.build.output', VARIABLES)).toBe(VARIABLES.tasks.build.output);
    expect(run('[input.map]', VARIABLES)).toEqual([VARIABLES.input.map]);
  });

  it('reads a variable only when it is named', () => {
    const lazy = {
      input: 1,
      get tasks(): never {
        throw new TaskwrightError('unavailable', 'The store does not answer.');
      },
    };
    expect(run('input + 1', lazy)).toBe(2);
    expect(errorOf(() => run('tasks.a', lazy)).code).toBe('unavailable');
  });

  it('lets an inner name hide an outer one and brings the outer one back', () => {
    expect(run('[1, 2].map(x, [10].map(x, x)[0] + x)')).toEqual([11, 12]);
    expect(run('cel.bind(input, 5, input) + input', { input: 1 })).toBe(6);
  });

  it('gives the same result every time', () => {
    const expression = parseExpression('input.list.map(x, cel.bind(y, x + 1, y * y)).filter(z, z > 4)');
    const results = [1, 2, 3].map(() => evaluate(expression, { variables: VARIABLES, place: PLACE }));
    expect(new Set(results.map((result) => JSON.stringify(result)))).toEqual(new Set(['[9,20.25]']));
  });
});

describe('has()', () => {
  it.each([
    ['has(input.version)', true],
    ['has(input.nothing)', true],
    ['has(input.unknown)', false],
    ['has(input.map.a)', true],
    ['has(input.unknown.a.b)', false],
    ['has(input.nothing.a)', false],
    ['has(input.version.a)', false],
    ['has(tasks["my-task"].output)', true],
    ['has(tasks["my-task"].output.url)', false],
    ['has(tasks.build.output["url"])', true],
    ['has(input.list[2])', true],
    ['has(input.list[3])', false],
    ['has(input.toString)', false],
    ['has(input.map.a) && input.map.a == 1', true],
  ])('%s is %s', (source, expected) => {
    expect(run(source, VARIABLES)).toBe(expected);
  });

  it('still needs the variable', () => {
    expect(failureOf('has(inptu.a)', VARIABLES)).toContain('there is no variable "inptu"');
  });
});

describe('what fails on one side only', () => {
  it.each([
    ['true || input.x', true],
    ['input.x || true', true],
    ['false && input.x', false],
    ['input.x && false', false],
    ['input.list.exists(x, x.y || x == 2)', true],
    ['input.list.all(x, x.y && x != 2)', false],
  ])('%s is decided by the other', (source, expected) => {
    expect(run(source, VARIABLES)).toBe(expected);
  });

  it.each(['false || input.x', 'input.x || false', 'true && input.x', 'input.list.exists(x, x.y)'])(
    '%s fails',
    (source) => {
      expect(failureOf(source, VARIABLES)).toContain('there is no key');
    },
  );
});

describe('a failing expression', () => {
  it('names itself, its place and the reason', () => {
    const error = errorOf(() => run('input.map.c', VARIABLES));
    expect(error.code).toBe('invalid_input');
    expect(error.message).toBe('Expression "input.map.c" at /build: when failed: there is no key "c" (known: b, a).');
    expect(error.hint).toBe('Test with has(input.map.c).');
  });

  it.each([
    ['input.nothing.x', 'input.nothing is null: there is no key "x". Test with has(input.nothing.x).'],
    ['input.n.x', 'input.n is only an int: there is no key "x". Test with has(input.n.x).'],
    ['{}.x', 'there is no key "x" (the map is empty).'],
    [
      'input.list.x',
      'input.list is a list: its items have positions from 0, and no keys. Test with has(input.list.x).',
    ],
    ['input.list[9]', 'there is no item at that position in input.list, which has 3. Test with has(input.list[9]).'],
    ['input.list[-1]', 'there is no item at that position in input.list, which has 3. Test with has(input.list[-1]).'],
    [
      'input[null]',
      'there is no key that is null (known: version, n, half, nothing, list, odd key, map). Test with has(input[null]).',
    ],
    ['nope + 1', 'there is no variable "nope". Known here: input, tasks.'],
    [
      'input.version + 1',
      '"+" cannot be applied to a string and an int. Turn the other side into a text with string(...).',
    ],
    ['input.version - 1', '"-" cannot be applied to a string and an int.'],
    ['[1] < [2]', '"<" cannot be applied to a list and a list.'],
    ['-input.version', '"-" cannot be applied to a string.'],
    ['!input.n', 'the side of "!" must be true or false, and is an int.'],
    ['input.n ? 1 : 2', 'the condition of "?:" must be true or false, and is an int.'],
    ['input.n || false', 'each side of "||" must be true or false, and one is an int.'],
    ['false || input.n', 'each side of "||" must be true or false, and is an int.'],
    ['input.list.filter(x, x)', 'the condition of filter() must be true or false, and is an int.'],
    ['input.list.all(x, x)', 'the condition of all() must be true or false, and is an int.'],
    ['input.n.map(x, x)', 'map() needs a list or a map, and input.n is an int.'],
    ['input.nothing.map(x, x)', 'map() needs a list or a map, and input.nothing is null.'],
    ['1 in 2', '"in" needs a list or a map on its right, and has an int.'],
    ['"a" in "abc"', '"in" needs a list or a map on its right, and has a string. Use text.contains(part).'],
    [
      'size(input.n)',
      'size() cannot be applied to an int. It is written size(string) or size(bytes) or size(list) or size(map).',
    ],
    ['{"a": 1, "a": 2}', 'a map has the same key twice.'],
    ['{1.5: 1}', 'a double cannot be a key of a map.'],
    ['1 / 0', 'it divides by zero.'],
    ['1 % 0', 'it divides by zero.'],
    ['1.0 / 0.0', 'its result is Infinity, which JSON cannot say. Test the divisor.'],
    ['9223372036854775807 + 1', 'an int overflows (more than 64 bits).'],
    ['9007199254740991 + 1', 'an int beyond 2^53 is not exact in JSON. Turn it into a text with string(...).'],
  ])('says why: %s', (source, failure) => {
    expect(failureOf(source, VARIABLES)).toBe(failure);
  });

  it('shortens a long expression, and never cuts a character in two', () => {
    const { message } = errorOf(() => run(`"${'😀'.repeat(300)}" + 1`));
    expect(message.length).toBeLessThan(350);
    expect(() => encodeURIComponent(message)).not.toThrow();
  });

  it('lists ten keys at most, each shortened', () => {
    const wide = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`${'k'.repeat(100)}${index}`, index]));
    const { message } = errorOf(() => run('input.x', { input: wide }));
    expect(message.length).toBeLessThan(700);
    expect(message).toContain(', …)');
  });

  it('holds no values', () => {
    const variables = { input: { password: 'hunter2', n: 'hunter2', text: '(hunter2' } };
    const sources = [
      'input.n + 1',
      'int(input.n)',
      'timestamp(input.n)',
      'input.n.x',
      'json(input.n)',
      'size(input.n, 1)',
    ];
    for (const source of [...sources.slice(0, -1), '"a".matches(input.text)', 'sum([input.n])']) {
      const error = errorOf(() => run(source, variables));
      expect(`${error.message} ${error.hint}`).not.toContain('hunter2');
    }
  });

  it('names no keys that may come from a secret', () => {
    const variables = { secrets: { TOKEN: 'hunter2', JSON: '{"hunter2": 1}' }, input: { a: 1 } };
    for (const source of ['input[secrets.TOKEN]', 'json(secrets.JSON).x', 'secrets.OTHER', '{"a": 1}[secrets.TOKEN]']) {
      const error = errorOf(() => run(source, variables));
      expect(`${error.message} ${error.hint}`).not.toMatch(/hunter2|known:/);
    }
  });

  it('carries no cause and nothing of the engine', () => {
    const error = errorOf(() => run('input.x', VARIABLES));
    expect(error.cause).toBeUndefined();
    expect(error.toRecord()).toMatchObject({ code: 'invalid_input', path: null });
    expect(JSON.stringify(error)).not.toMatch(/expressions|budget|1\.2\.0/);
  });
});

describe('a condition', () => {
  it('is true or false', () => {
    const scope = { variables: VARIABLES, place: PLACE };
    expect(evaluateCondition(parseExpression('input.n > 3'), scope)).toBe(true);
    expect(evaluateCondition(parseExpression('input.n > 4'), scope)).toBe(false);
  });

  it.each(['input.n', 'input.version', 'input.nothing', 'input.list'])('refuses %s', (source) => {
    const expression = parseExpression(source);
    const error = errorOf(() => evaluateCondition(expression, { variables: VARIABLES, place: PLACE }));
    expect(error.message).toMatch(/at \/build: when failed: it must be true or false, and is/);
  });
});

describe('names that JavaScript gives a meaning', () => {
  const hostile: JsonValue = JSON.parse(
    '{"__proto__": {"polluted": true}, "constructor": "c", "prototype": 1, "toString": 2, "hasOwnProperty": 3}',
  );
  const variables = { input: hostile };

  it('are keys like any other, in and out', () => {
    expect(run('input.constructor', variables)).toBe('c');
    expect(run('input.__proto__.polluted', variables)).toBe(true);
    expect(run('input.hasOwnProperty + input.prototype + input.toString', variables)).toBe(6);
    const built = run('{"__proto__": {"polluted": true}, "constructor": 1, "prototype": 2}');
    expect(JSON.stringify(built)).toBe('{"__proto__":{"polluted":true},"constructor":1,"prototype":2}');
    expect(Object.getPrototypeOf(built)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  it('are not there where nobody put them', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
      expect(failureOf(`input.${name}`, { input: {} })).toContain(`there is no key "${name}"`);
      expect(failureOf(`input["${name}"]`, { input: {} })).toContain(`there is no key "${name}"`);
      expect(run(`"${name}" in input`, { input: {} })).toBe(false);
      expect(failureOf(`{}.${name}`)).toContain(`there is no key "${name}"`);
      expect(failureOf(`input[0].${name}`, { input: ['text'] })).toContain(`there is no key "${name}"`);
    }
    expect(failureOf('constructor')).toContain('there is no variable "constructor"');
    expect(failureOf('toString')).toContain('there is no variable "toString"');
    expect(failureOf('[].length')).toContain('is a list');
    expect(failureOf('globalThis')).toContain('there is no variable');
    expect(failureOf('process.env')).toContain('there is no variable');
  });
});

describe('odd texts', () => {
  it('pass through unharmed', () => {
    for (const text of ['\0', 'a\0b', '\uD800', 'x\uDFFFy', '\u2028', '😀', '\uFEFF']) {
      expect(run('input', { input: text })).toBe(text);
      expect(run('[input + input]', { input: text })).toEqual([text + text]);
      expect(run('input == other && other in [input]', { input: text, other: text })).toBe(true);
      expect(run('{input: 1}', { input: text })).toEqual({ [text]: 1 });
    }
  });

  it('are counted in characters', () => {
    expect(run('size("a😀é")')).toBe(3);
    expect(run('"a😀b".substring(1, 2)')).toBe('😀');
    expect(run('"😀b".indexOf("b")')).toBe(1);
    expect(run('"😀b".split("")')).toEqual(['😀', 'b']);
  });
});
