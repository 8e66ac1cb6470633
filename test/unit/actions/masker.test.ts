import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMasker } from '../../../src/actions/masker.js';
import type { JsonValue } from '../../../src/domain/json.js';

const SECRET = 'p@ss "w\\rd"/+=é\n€';

/** What others make of a secret before it comes back. */
const SPELLINGS: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'in JSON': (secret) => JSON.stringify(secret).slice(1, -1),
  'in JSON within JSON': (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  'in ASCII JSON': (secret) =>
    JSON.stringify(secret)
      .slice(1, -1)
      .replace(/[<>&\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'in a URL': encodeURIComponent,
  'in a URL, in lower case': (secret) => encodeURIComponent(secret).replace(/%../g, (byte) => byte.toLowerCase()),
  'in a form': (secret) => new URLSearchParams({ a: secret }).toString().slice(2),
  'in base64': (secret) => Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  'in the base64 of URLs': (secret) => Buffer.from(secret).toString('base64url'),
  'within longer base64': (secret) =>
    Buffer.from(secret)
      .toString('base64')
      .slice(0, Math.floor((Buffer.from(secret).length * 8) / 6)),
};

const secretText = fc
  .oneof(fc.string({ minLength: 4, maxLength: 30, unit: 'binary' }), fc.string({ minLength: 4, unit: 'grapheme' }))
  .filter((text) => text.length >= 4);

describe('createMasker', () => {
  it.each(Object.entries(SPELLINGS))('replaces a secret that stands %s', (_, spell) => {
    expect(createMasker([SECRET]).text(`before ${spell(SECRET)} after`)).toMatch(/^before \*\*\*=* after$/);
  });

  it.each(['a', 'ab', 'abc', 'user:'])('finds a secret in the base64 of "%s" and the secret', (prefix) => {
    const encoded = Buffer.from(`${prefix}correct horse battery`).toString('base64');
    expect(createMasker(['correct horse']).text(encoded)).toContain('***');
  });

  it('masks values and keys at every depth and leaves the rest as it is', () => {
    const masker = createMasker(['hunter22', '424242']);
    expect(
      masker.json({ a: ['x hunter22 y', { 'key-hunter22': true, n: 424242, m: 4242420 }], b: null, ['__proto__']: 1 }),
    ).toEqual({ a: ['x *** y', { 'key-***': true, n: '***', m: 4242420 }], b: null, ['__proto__']: 1 });
  });

  it('returns the same value where nothing is masked', () => {
    const value = { a: [1, 'text', { b: null }] };
    expect(createMasker([]).json(value)).toBe(value);
    expect(createMasker(['hunter22']).json(value)).toBe(value);
  });

  it('masks the longest secret where one contains another', () => {
    expect(createMasker(['abcd', 'abcdefgh']).text('abcdefgh abcd')).toBe('*** ***');
  });

  it('masks the long lines of a secret one by one, whatever their ends', () => {
    const masker = createMasker(['-----BEGIN KEY-----\nMIIEvQIBADAN\nBgkqhkiG9w0B\n-----END KEY-----']);
    expect(masker.text('> MIIEvQIBADAN\r\n> BgkqhkiG9w0B')).toBe('> ***\r\n> ***');
    expect(masker.text('-----BEGIN KEY-----\r\nMIIEvQIBADAN\r\nBgkqhkiG9w0B\r\n-----END KEY-----')).toBe('***');
  });

  it('ignores values of less than four characters', () => {
    expect(createMasker(['abc', '']).text('abcabc')).toBe('abcabc');
  });

  it('puts no secret together from what is left', () => {
    expect(createMasker(['hunter22', 'ab***cd']).text('abhunter22cd')).toBe('***');
    expect(createMasker(['****']).text('a*******b')).toBe('a***b');
  });

  it('never lets a secret through in any text', () => {
    fc.assert(
      fc.property(
        fc.array(secretText, { minLength: 1, maxLength: 3 }),
        fc.string(),
        fc.string(),
        fc.constantFrom(...Object.values(SPELLINGS)),
        (secrets, before, after, spell) => {
          const well = secrets.map((secret) => Buffer.from(secret).toString());
          const masked = createMasker(well).text(before + well.map(spell).join(after) + after);
          for (const secret of well) expect(masked).not.toContain(secret);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never lets a secret through in any JSON, and masking again changes nothing', () => {
    const jsonWith = (secret: string) =>
      fc.letrec<{ value: JsonValue }>((tie) => ({
        value: fc.oneof(
          { maxDepth: 4 },
          fc.oneof(
            fc.string(),
            fc.constant(secret),
            fc.string().map((text) => text + secret + text),
            fc.double({ noNaN: true, noDefaultInfinity: true }),
            fc.constant(null),
          ),
          fc.array(tie('value'), { maxLength: 4 }),
          fc.dictionary(fc.oneof(fc.string(), fc.constant(`k${secret}`)), tie('value'), { maxKeys: 4 }),
        ),
      })).value;
    fc.assert(
      fc.property(
        secretText.chain((secret) => fc.tuple(fc.constant(Buffer.from(secret).toString()), jsonWith(secret))),
        ([secret, value]) => {
          const masker = createMasker([secret]);
          const masked = masker.json(value);
          expect(listTexts(masked).filter((text) => text.includes(secret))).toEqual([]);
          expect(masker.json(masked)).toBe(masked);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes time in proportion to the text, also when the text almost matches', () => {
    const masker = createMasker([`${'\\'.repeat(20)}x`, `${'"'.repeat(20)}x`, ' '.repeat(20)]);
    const text = `${'\\'.repeat(50_000)}${'\\"'.repeat(50_000)}${'+ %20'.repeat(1_000)}`;
    expect(masker.text(text)).toContain('***');
  });
});

function listTexts(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, JsonValue]) => [key, ...listTexts(item)]);
}
