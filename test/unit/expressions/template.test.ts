import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TaskwrightError } from '../../../src/domain/errors.js';
import { checkTemplate, parseTemplate } from '../../../src/expressions/template.js';
import { errorOf } from './run.js';

/** Texts as they are, expressions as lists of one. */
function partsOf(text: string): (string | [string])[] {
  return parseTemplate(text).parts.map((part) => (typeof part === 'string' ? part : [part.expression.source]));
}

describe('taking a template apart', () => {
  it.each([
    ['', []],
    ['plain', ['plain']],
    ['${{ a }}', [[' a ']]],
    ['${{a}}', [['a']]],
    ['x ${{ a }} y ${{ b }}', ['x ', [' a '], ' y ', [' b ']]],
    ['${{ a }}${{ b }}', [[' a '], [' b ']]],
    ['${{ {"a": {"b": 1}} }}', [[' {"a": {"b": 1}} ']]],
    ['${{ {"a": {"b": 1}}}}', [[' {"a": {"b": 1}}']]],
    ['${{ "}}" }}', [[' "}}" ']]],
    ["${{ '}}' + \"'}}'\" }}", [[" '}}' + \"'}}'\" "]]],
    ['${{ "a\\"}}" }}', [[' "a\\"}}" ']]],
    ['${{ """a"}}""" }}', [[' """a"}}""" ']]],
    ["${{ '''it's }}''' }}", [[" '''it's }}''' "]]],
    ['${{ r"\\d}}" }}', [[' r"\\d}}" ']]],
    ['${{ r"\\"}}" }}', [[' r"\\"}}" ']]],
    ['${{ b"}}" }}', [[' b"}}" ']]],
    ['${{ a // }} }', [[' a // '], ' }']],
    ["${{ a // it's\n }}", [[" a // it's\n "]]],
    ['${{ "http://x" }}', [[' "http://x" ']]],
    ['${{\n  a\n}}', [['\n  a\n']]],
    ['$${{ a }}', ['${{ a }}']],
    ['x$${{ a }} ${{ b }}', ['x${{ a }} ', [' b ']]],
    ['$$${{ a }}', ['$${{ a }}']],
    ['$${{$${{', ['${{${{']],
    ['$ {{ a }} $} }} ${ {', ['$ {{ a }} $} }} ${ {']],
    ['}}${{ a }}}}', ['}}', [' a '], '}}']],
    ['${{ a }}$${{', [[' a '], '${{']],
  ])('%j', (text, parts) => {
    expect(partsOf(text)).toEqual(parts);
  });

  it.each([
    ['${{ a', 1, '"${{" is not closed'],
    ['text ${{ a }', 6, '"${{" is not closed'],
    ['${{ {"a": 1 }}', 1, '"${{" is not closed'],
    ['${{', 1, '"${{" is not closed'],
    ['${{ a } }}', 1, '"${{" is not closed'],
    ['${{ "a }}', 5, 'the text that begins here is not closed'],
    ['x ${{}}', 3, '"${{ }}" is empty'],
    ['x ${{  }} y', 3, '"${{ }}" is empty'],
    ['x ${{ a + }} y', 11, 'it ends too early'],
    ['${{ a }} ${{ b @ }}', 16, 'unexpected "@"'],
    ['${{ compute(1) }}', 5, 'there is no function compute()'],
    ['${{ ${{ a }} }}', 5, 'unexpected "$"'],
  ])('finds the fault of %j at its column', (text, column, reason) => {
    expect(checkTemplate(text)).toMatchObject({ offset: column - 1, line: 1, column, reason });
    const error = errorOf(() => parseTemplate(text));
    expect(error.code).toBe('invalid_definition');
    expect(error.message).toContain(`column ${column}: ${reason}`);
  });

  it('counts lines within the template', () => {
    expect(checkTemplate('one\ntwo ${{ a +\n b @ }}')).toMatchObject({ line: 3, column: 4 });
  });

  it('finds unknown variables at their place in the template', () => {
    expect(checkTemplate('${{ input.a }}-${{ inptu.b }}', { variables: ['input'] })).toMatchObject({
      column: 20,
      reason: 'there is no variable "inptu"',
    });
  });

  it('knows where each expression begins', () => {
    const text = 'a ${{ b }} c ${{d}}';
    const offsets = parseTemplate(text).parts.flatMap((part) => (typeof part === 'string' ? [] : [part.offset]));
    expect(offsets.map((offset) => text.slice(offset, offset + 3))).toEqual([' b ', 'd}}']);
  });

  it('throws nothing but a TaskwrightError, whatever the text', () => {
    const pieces = fc.constantFrom(
      '${{',
      '}}',
      '$',
      '{',
      '}',
      '"',
      "'",
      '"""',
      '\\',
      '//',
      '\n',
      'a',
      ' ',
      '\0',
      '\uD800',
      '(',
      '[',
      '1',
      '.',
      '?',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const problem = checkTemplate(text);
        try {
          parseTemplate(text);
          expect(problem).toBeNull();
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(TaskwrightError);
          expect(problem?.offset).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('loses no character of a text without expressions', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = text.replaceAll('${{', '$${{');
        expect(partsOf(escaped).join('')).toBe(text);
      }),
    );
  });
});
