import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/domain/json.js';
import { renderValue } from '../../../src/expressions/render.js';
import { errorOf } from './run.js';

const VARIABLES = {
  input: { s: 'text', n: 4, half: 2.5, yes: true, nothing: null, list: [1, 'two'], map: { a: { b: 1 } } },
  tasks: { 'my-task': { output: { url: 'https://x.test' } } },
};

function render(value: JsonValue, variables: Record<string, JsonValue> = VARIABLES): JsonValue {
  return renderValue(value, { variables, place: '/a: with' });
}

describe('rendering a value', () => {
  it.each([
    ['${{ input.s }}', 'text'],
    ['${{ input.n }}', 4],
    ['${{input.yes}}', true],
    ['${{ input.nothing }}', null],
    ['${{ input.list }}', [1, 'two']],
    ['${{ input.map }}', { a: { b: 1 } }],
    ['${{ input.n + 0.5 }}', 4.5],
    ['${{ {"a": {"b": input.n}} }}', { a: { b: 4 } }],
  ])('keeps the type of %j', (text, expected) => {
    expect(render(text)).toEqual(expected);
  });

  it.each([
    ['v${{ input.s }}', 'vtext'],
    [' ${{ input.n }}', ' 4'],
    ['${{ input.n }}\n', '4\n'],
    ['${{ input.half }}/${{ input.n }}', '2.5/4'],
    ['is ${{ input.yes }}', 'is true'],
    ['[${{ input.nothing }}]', '[]'],
    ['items: ${{ input.list }}', 'items: [1,"two"]'],
    ['map: ${{ input.map }}', 'map: {"a":{"b":1}}'],
    ['${{ input.s }}${{ input.s }}', 'texttext'],
    ['$${{ input.s }}', '${{ input.s }}'],
    ['$${{ ${{ input.s }} }}', '${{ text }}'],
    ['at ${{ timestamp(0) }}', 'at 1970-01-01T00:00:00.000Z'],
  ])('writes %j', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it('goes into lists and objects at any depth, and leaves keys alone', () => {
    const value = {
      url: '${{ tasks["my-task"].output.url }}',
      '${{ key }}': [{ n: ['${{ input.n }}', 1] }, 'plain', null],
    };
    expect(render(value)).toEqual({ url: 'https://x.test', '${{ key }}': [{ n: [4, 1] }, 'plain', null] });
  });

  it('returns what holds no template as it is', () => {
    const plain = { a: [1, { b: 'text' }] };
    expect(render(plain)).toBe(plain);
    const rendered = render({ plain, s: '${{ input.s }}' });
    expect(rendered).toEqual({ plain, s: 'text' });
    expect(Object.values(rendered ?? {})[0]).toBe(plain);
  });

  it('never expands a value again', () => {
    const variables = { input: { s: '${{ secrets.TOKEN }}' }, secrets: { TOKEN: 'hunter2' } };
    expect(render('${{ input.s }}', variables)).toBe('${{ secrets.TOKEN }}');
    expect(render('a ${{ input.s }}', variables)).toBe('a ${{ secrets.TOKEN }}');
    expect(render({ a: '${{ [input.s] }}' }, variables)).toEqual({ a: ['${{ secrets.TOKEN }}'] });
    expect(render('${{ input.open }} secrets.TOKEN }}', { ...variables, input: { open: '${{' } })).toBe(
      '${{ secrets.TOKEN }}',
    );
  });

  it('keeps keys that JavaScript gives a meaning', () => {
    const value: JsonValue = JSON.parse(
      '{"__proto__": "${{ input.n }}", "constructor": {"__proto__": "${{ input.s }}"}}',
    );
    expect(JSON.stringify(render(value))).toBe('{"__proto__":4,"constructor":{"__proto__":"text"}}');
    expect('n' in {}).toBe(false);
  });

  it('passes odd texts through', () => {
    const s = '\0\uD800😀';
    expect(render('${{ input.s }}', { input: { s } })).toBe(s);
    expect(render(`${s}\${{ input.s }}`, { input: { s } })).toBe(s + s);
  });

  it('gives back every JSON value that holds no template', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        const value: JsonValue = JSON.parse(JSON.stringify(raw).replaceAll('${{', ''));
        expect(render(value)).toBe(value);
        expect(render('${{ input }}', { input: value })).toEqual(value);
        expect(render(['${{ [input] }}'], { input: value })).toEqual([[value]]);
      }),
    );
  });

  it.each([
    [{ body: { 'x y': ['${{ input.none }}'] } }, '/a: with.body["x y"][0]'],
    [{ 'my-key': 'n: ${{ input.none }}' }, '/a: with.my-key'],
    ['${{ input.none }}', '/a: with'],
  ])('says the place of what fails in %j', (value, place) => {
    const error = errorOf(() => render(value));
    expect(error.code).toBe('invalid_input');
    expect(error.message).toBe(
      `Expression "input.none" at ${place} failed: there is no key "none" (known: s, n, half, yes, nothing, list, map).`,
    );
  });

  it('refuses a text that is no template as a fault of the definition', () => {
    expect(errorOf(() => render({ a: ['${{ input.s'] })).code).toBe('invalid_definition');
  });

  it('refuses values that are nested too deeply', () => {
    let value: JsonValue = '${{ input.s }}';
    for (let depth = 0; depth < 5_000; depth += 1) value = { a: value };
    expect(errorOf(() => render(value)).message).toBe('The value at /a: with is nested more than 200 deep.');
  });
});
