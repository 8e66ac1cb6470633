import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOutputTail } from '../../../../src/actions/shell/output-tail.js';

function tailOf(maxBytes: number, ...chunks: string[]): string {
  const tail = createOutputTail(maxBytes);
  for (const chunk of chunks) tail.push(Buffer.from(chunk));
  return tail.toText();
}

describe('createOutputTail', () => {
  it('keeps what fits as it is, also where a character came in two pieces', () => {
    expect(tailOf(10, 'abc', 'def')).toBe('abcdef');
    const tail = createOutputTail(10);
    for (const byte of Buffer.from('aé€')) tail.push(Buffer.from([byte]));
    expect(tail.toText()).toBe('aé€');
  });

  it('keeps the end, from the first whole line, and counts what it dropped', () => {
    expect(tailOf(12, 'first\nsecond\nthird\n')).toBe('[the first 13 bytes were dropped]\nthird\n');
  });

  it('cuts no character in two', () => {
    expect(tailOf(5, 'aaa€€')).toBe('[the first 6 bytes were dropped]\n€');
  });

  it('always ends as the stream did', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 4, max: 50 }), (chunks, maxBytes) => {
        const kept = tailOf(maxBytes, ...chunks).replace(/^\[the first \d+ bytes were dropped\]\n/, '');
        expect(chunks.join('').endsWith(kept)).toBe(true);
        expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(maxBytes);
      }),
    );
  });
});
