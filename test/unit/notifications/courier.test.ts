import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCourier } from '../../../src/notifications/courier.js';

describe('a courier', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  const start = (work: () => Promise<number | null>) => {
    const failures: unknown[] = [];
    const courier = startCourier({ work, onFailure: (thrown) => void failures.push(thrown), now: Date.now });
    return { courier, failures };
  };
  const settled = () => vi.advanceTimersByTimeAsync(0);

  it('works once more for all that came while it was at work', async () => {
    let finish: (() => void) | undefined;
    const work = vi.fn(() => new Promise<null>((resolve) => (finish = () => resolve(null))));
    const { courier } = start(work);
    courier.wake();
    courier.wake();
    expect(work).toHaveBeenCalledTimes(1);
    finish?.();
    await settled();
    expect(work).toHaveBeenCalledTimes(2);
    finish?.();
    await settled();
    expect(work).toHaveBeenCalledTimes(2);
    const stopped = courier.stop();
    await settled();
    finish?.();
    await stopped;
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('works when something is due, and each minute', async () => {
    const work = vi.fn(async () => (Date.now() === 0 ? 30_000 : null));
    const { courier } = start(work);
    await settled();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(work).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(work).toHaveBeenCalledTimes(3);
    await courier.stop();
  });

  it('says what failed, and tries again five seconds later', async () => {
    const work = vi.fn<() => Promise<number | null>>().mockRejectedValueOnce(new Error('away')).mockResolvedValue(null);
    const { courier, failures } = start(work);
    await settled();
    expect(failures).toEqual([new Error('away')]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(work).toHaveBeenCalledTimes(2);
    await courier.stop();
  });
});
