import { asyncLocalStorage, type Context } from '@temporalio/activity';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSurroundings } from '../../../src/activities/attempt-surroundings.js';

interface FakeActivity {
  beats: number;
  cancel(reason: string): void;
  surround(options: { readonly isInline: boolean; readonly timeoutMs?: number }): ReturnType<typeof createSurroundings>;
}

/** An activity of Temporal's, as far as attempts see it. */
function anActivity(attempt = 1): FakeActivity {
  const cancellation = new AbortController();
  const activity: FakeActivity = {
    beats: 0,
    cancel: (reason) => cancellation.abort(new Error(reason)),
    surround: ({ isInline, timeoutMs = 60_000 }) =>
      asyncLocalStorage.run(context as unknown as Context, () => createSurroundings({ isInline, timeoutMs })),
  };
  const context = {
    info: { workflowExecution: { workflowId: 'run', runId: 'temporal-run' }, activityId: '7', attempt },
    cancellationSignal: cancellation.signal,
    heartbeat: () => void (activity.beats += 1),
  };
  return activity;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an ordinary attempt is known by its Temporal run, activity and attempt', () => {
  const [first, again, next] = [anActivity(), anActivity(), anActivity(2)].map(
    (activity) => activity.surround({ isInline: false }).caller,
  );
  expect([first, again, next]).toEqual(['temporal-run/7/1', 'temporal-run/7/1', 'temporal-run/7/2']);
});

test('an inline attempt is like no other: after a crash Temporal begins to count again', () => {
  const callers = Array.from({ length: 20 }, () => anActivity().surround({ isInline: true }).caller);
  expect(new Set(callers).size).toBe(20);
});

test('a hundred attempts in one local activity are no leak to be warned of', () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const activity = anActivity();
  for (let count = 0; count < 100; count += 1) activity.surround({ isInline: true });
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

test('an ordinary attempt says each second that it lives, until it is over', () => {
  const activity = anActivity();
  const surroundings = activity.surround({ isInline: false });
  vi.advanceTimersByTime(3_000);
  expect(activity.beats).toBe(3);
  surroundings.dispose();
  vi.advanceTimersByTime(3_000);
  expect(activity.beats).toBe(3);
});

test('an attempt whose time is up is aborted, and given up when it goes on for eight seconds more', async () => {
  const surroundings = anActivity().surround({ isInline: false, timeoutMs: 5_000 });
  const ended = surroundings.race(() => new Promise<never>(() => undefined)).catch(() => 'given up');
  const isOver = vi.fn<() => void>();
  void ended.then(isOver);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([surroundings.signal.aborted, surroundings.isTimedOut(), surroundings.isCancelled()]).toEqual([
    true,
    true,
    false,
  ]);
  await vi.advanceTimersByTimeAsync(7_999);
  expect(isOver).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await ended).toBe('given up');
});

test('inside a workflow task it is given up after half a second', async () => {
  const surroundings = anActivity().surround({ isInline: true, timeoutMs: 2_000 });
  const ended = surroundings.race(() => new Promise<never>(() => undefined)).catch(() => Date.now());
  const startedAt = Date.now();
  await vi.advanceTimersByTimeAsync(2_500);
  expect((await ended) - startedAt).toBe(2_500);
});

test.each([
  ['a cancel by the run', { isInline: false, reason: 'CANCELLED' }, false],
  ['a worker that goes away', { isInline: false, reason: 'WORKER_SHUTDOWN' }, true],
  ['a heartbeat that came too late', { isInline: false, reason: 'TIMED_OUT' }, true],
  ['whatever ends a local activity, which no run cancels,', { isInline: true, reason: 'CANCELLED' }, true],
])('%s aborts it, and is told apart', (_, { isInline, reason }, isGivenUp) => {
  const activity = anActivity();
  const surroundings = activity.surround({ isInline });
  activity.cancel(reason);
  expect({
    isAborted: surroundings.signal.aborted,
    isCancelled: surroundings.isCancelled(),
    isGivenUp: surroundings.isGivenUp(),
    isTimedOut: surroundings.isTimedOut(),
  }).toEqual({ isAborted: true, isCancelled: true, isGivenUp, isTimedOut: false });
});
