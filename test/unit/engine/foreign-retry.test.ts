import { describe, expect, it } from 'vitest';
import { toForeignRetry } from '../../../src/workflows/options.js';

const rule = { maxAttempts: 4, initialIntervalMs: 500, backoff: 3, maxIntervalMs: 9_000, nonRetryable: [] };

describe('a foreign activity is tried again', () => {
  it('by the numbers of its author', () => {
    expect(toForeignRetry(rule)).toEqual({
      maximumAttempts: 4,
      initialInterval: 500,
      backoffCoefficient: 3,
      maximumInterval: 9_000,
      nonRetryableErrorTypes: [],
    });
  });

  it('but not after failures and timeouts that the author calls final', () => {
    expect(toForeignRetry({ ...rule, nonRetryable: ['invalid_input', 'timed_out'] })).toMatchObject({
      maximumAttempts: 4,
      nonRetryableErrorTypes: ['invalid_input', 'TemporalTimeout:StartToClose', 'TemporalTimeout:Heartbeat'],
    });
  });

  it('not at all when no failure is to be tried again', () => {
    expect(toForeignRetry({ ...rule, nonRetryable: ['task_failed'] })).toMatchObject({ maximumAttempts: 1 });
  });
});
