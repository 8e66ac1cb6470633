import { describe, expect, it } from 'vitest';
import { checkExpression, parseExpression } from '../../../src/expressions/expression.js';
import { errorOf } from './run.js';

describe('reading an expression', () => {
  it('compiles a source once', () => {
    expect(parseExpression('input.n + 1')).toBe(parseExpression('input.n + 1'));
  });

  it('throws an invalid_definition that says the column and the reason', () => {
    const error = errorOf(() => parseExpression('input.n = 5'));
    expect(error.code).toBe('invalid_definition');
    expect(error.message).toBe('Expression "input.n = 5" is not valid at column 9: unexpected "=".');
    expect(error.hint).toBe('Compare with "==".');
  });

  it('says the line as well where the source has several', () => {
    const error = errorOf(() => parseExpression('input.a &&\n  input.b +'));
    expect(error.message).toContain('at line 2, column 12: it ends too early');
  });

  it.each([
    ['', 1, 'it is empty'],
    ['   ', 1, 'it is empty'],
    ['1 +', 4, 'it ends too early'],
    ['(1', 3, 'expected ")", but it ends'],
    ['{"a": 1', 8, 'expected "}", but it ends'],
    ['[1, 2', 6, 'expected "]", but it ends'],
    ['input..n', 7, 'expected a name, found "."'],
    ['input.in', 7, 'expected a name, found "in"'],
    ['a b', 3, 'unexpected "b"'],
    ['a @ b', 3, 'unexpected "@"'],
    ['"abc', 1, 'unterminated string'],
    ['"\\q"', 2, 'invalid escape sequence: \\q'],
    ['input.list.map(1, x)', 16, 'map(var, transform) invalid predicate iteration variable'],
    ['has(input)', 1, 'has() takes one key of a value'],
    ['has(input.a, input.b)', 1, 'has() takes one key of a value'],
    ['compute(1)', 1, 'there is no function compute()'],
    ['input.list.lenght()', 12, 'there is no method lenght()'],
    ['"a".contains()', 5, 'contains() does not take that many arguments'],
    ['1 + math.greatest()', 5, 'math.greatest() does not take that many arguments'],
    ['5u', 1, 'unsigned numbers are not supported'],
    ['9223372036854775808', 1, 'the number does not fit into 64 bits'],
    ['"a".matches("(?=a)")', 13, 'a pattern of matches() is not a regular expression of RE2'],
    ['"a".matches("a{1000}b{1000}")', 13, 'a pattern of matches() is too large'],
  ])('finds the fault of %s', (source, column, reason) => {
    expect(checkExpression(source)).toMatchObject({ offset: column - 1, line: 1, column, reason });
  });

  it.each([
    ['input.a and input.b', 'Write "&&" for and.'],
    ['input.a or input.b', 'Write "||" for or.'],
    ['not input.a', 'Write "!" for not.'],
    ['input?.a', 'Test for a key with has(a.b).'],
    ['input.list.length()', 'It is written size(string) or size(bytes) or size(list) or size(map).'],
    ['max(1, 2)', 'It is written math.greatest(list) or math.greatest(number, ...).'],
    ['"a".startWith("b")', 'It is written string.startsWith(string).'],
    ['contains("a", "b")', 'It is written string.contains(string).'],
  ])('helps those who write %s', (source, hint) => {
    expect(checkExpression(source)?.hint).toBe(hint);
  });

  it('finds nothing wrong with a valid one', () => {
    expect(checkExpression('tasks["my-task"].output.n > 3 && has(input.sha)')).toBeNull();
  });

  it('finds a variable that is not known, at its column', () => {
    const problem = checkExpression('input.n + inptu.m', { variables: ['input', 'tasks'] });
    expect(problem).toMatchObject({
      column: 11,
      reason: 'there is no variable "inptu"',
      hint: 'Known here: input, tasks.',
    });
  });

  it('does not take names that a macro binds, types and namespaces for variables', () => {
    const source = 'input.list.map(x, cel.bind(y, x, math.abs(y))).all(z, type(z) == int)';
    expect(checkExpression(source, { variables: ['input'] })).toBeNull();
  });

  it('explains an id with a hyphen, which reads as a subtraction', () => {
    expect(checkExpression('tasks.my-own-task.output', { variables: ['tasks'] })?.hint).toBe(
      'A name with "-" is written tasks["my-own-task"].',
    );
  });

  it.each([
    ['longer than 16,384 characters', `"${'x'.repeat(16_384)}"`],
    ['of more than 5,000 parts', `[${'1,'.repeat(900)}1]`.repeat(6).replaceAll('][', '] + [')],
    ['in too many brackets', `${'('.repeat(8_000)}1${')'.repeat(8_000)}`],
    ['of too many signs', `${'!'.repeat(16_000)}true`],
    ['that is too long a chain', `1${'+1'.repeat(300)}`],
    ['of too many conditions', `${'true ? 1 : '.repeat(1_000)}1`],
  ])('refuses a source %s', (_, source) => {
    expect(checkExpression(source)?.reason).toMatch(/it is longer than 16384|too many parts|nested too deeply/);
  });

  it('shortens the source in what it says', () => {
    const error = errorOf(() => parseExpression(`${'input.n + '.repeat(100)}@`));
    expect(error.message.length).toBeLessThan(400);
  });
});
