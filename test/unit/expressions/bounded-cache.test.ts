import { describe, expect, it } from 'vitest';
import { createBoundedCache } from '../../../src/expressions/bounded-cache.js';

describe('a bounded cache', () => {
  it('gives back what was put in', () => {
    const cache = createBoundedCache<number>({ maxWeight: 10, weigh: () => 1 });
    cache.set('a', 1);
    expect(cache.get('a')).toBe(1);
    expect(cache.get('b')).toBeUndefined();
  });

  it('forgets what was not used for long and keeps what is used again and again', () => {
    const cache = createBoundedCache<number>({ maxWeight: 10, weigh: () => 1 });
    cache.set('used', 0);
    cache.set('unused', 0);
    for (let key = 0; key < 100; key += 1) {
      cache.set(`${key}`, key);
      cache.get('used');
    }
    expect(cache.get('used')).toBe(0);
    expect(cache.get('unused')).toBeUndefined();
  });

  it('never holds more than its weight', () => {
    const cache = createBoundedCache<string>({ maxWeight: 100, weigh: (_, value) => value.length });
    const keys = Array.from({ length: 50 }, (_, index) => `${index}`);
    for (const key of keys) cache.set(key, 'x'.repeat(20));
    expect(keys.filter((key) => cache.get(key) !== undefined).length).toBeLessThanOrEqual(5);
  });

  it('does not take what is too heavy for it', () => {
    const cache = createBoundedCache<string>({ maxWeight: 100, weigh: (_, value) => value.length });
    cache.set('heavy', 'x'.repeat(1000));
    expect(cache.get('heavy')).toBeUndefined();
  });
});
