import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/domain/json.js';
import { createJsonMeter, measureJson } from '../../../src/expressions/json-value.js';

describe('measuring JSON', () => {
  it('comes near to the length of its text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        const value: JsonValue = JSON.parse(JSON.stringify(raw));
        const length = JSON.stringify(value).length;
        expect(measureJson(value)).toBeLessThanOrEqual(20 + length * 7);
        expect(length).toBeLessThanOrEqual(20 + measureJson(value) * 6);
      }),
    );
  });

  it('counts a value that stands in several places every time', () => {
    const large = { text: 'x'.repeat(1_000) };
    expect(measureJson([large, large, large])).toBeGreaterThan(3_000);
  });

  it('stops at its limit, over all that is added', () => {
    const meter = createJsonMeter(1_000);
    meter.add('x'.repeat(600));
    expect(() => meter.add('x'.repeat(600))).toThrow();
  });
});
