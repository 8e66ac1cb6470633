import { describe, expect, it } from 'vitest';
import { parseRunCursor, toCursorText } from '../../../src/store/run-cursor.js';

describe('a cursor over runs', () => {
  it('comes back as it was, and fits into a URL', () => {
    const cursor = { createdAt: 1_700_000_000_123, runKey: 'team/run-ü' };
    expect(toCursorText(cursor)).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(parseRunCursor(toCursorText(cursor))).toEqual(cursor);
  });

  it.each(['', '%%%', 'bm8', Buffer.from('[1]').toString('base64url'), Buffer.from('["1","a"]').toString('base64url')])(
    'refuses "%s"',
    (text) => {
      expect(() => parseRunCursor(text)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    },
  );
});
