import { describe, expect, it } from 'vitest';
import { judge, type Strategy } from '../../../src/orchestrators/strategy.js';

describe('a percentage', () => {
  const counts = { total: 1000, completed: 0, failed: 0, skipped: 0, cancelled: 0 };

  it('of many children that comes to a whole number is that number', () => {
    const quorum: Strategy = { name: 'quorum', quorum: { percent: 16.1 } };
    expect(judge(quorum, { ...counts, completed: 161 })).toBe('completed');
    expect(judge(quorum, { ...counts, completed: 160 })).toBe('undecided');
    const tolerant: Strategy = { name: 'wait_all', tolerate: { percent: 32.2 } };
    expect(judge(tolerant, { ...counts, completed: 678, failed: 322 })).toBe('completed');
    expect(judge(tolerant, { ...counts, completed: 677, failed: 323 })).toBe('failed');
  });
});
