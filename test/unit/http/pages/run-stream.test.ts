import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { RunSnapshot } from '../../../../src/client/follow-run.js';
import { createRunStreams } from '../../../../src/http/pages/run-stream.js';

function snapshotOf(status: RunSnapshot['run']['status']): RunSnapshot {
  const times = { startedAt: null, endedAt: null, createdAt: '2026-01-02T03:04:05.000Z' };
  const run = { runId: 'r1', temporalRunId: null, definition: 'd', version: '1.0.0', status, error: null, uiUrl: null };
  return { run: { ...run, ...times, startedBy: 'ann' }, tasks: [] };
}

describe('the stream of a run', () => {
  const ofStatus = (...statuses: RunSnapshot['run']['status'][]) => ({
    async *watch(_: string, { signal }: { readonly signal?: AbortSignal | undefined } = {}) {
      for (const status of statuses) yield snapshotOf(status);
      await delay(60_000, undefined, { signal });
    },
  });
  const describeStatus = async (before: RunSnapshot | null, now: RunSnapshot) => ({
    before: before?.run.status ?? null,
    now: now.run.status,
  });

  it('tells each change, and ends with the run', async () => {
    const client = ofStatus('in_progress', 'completed');
    const stream = createRunStreams().open({ callerId: 'a', client, runId: 'r1', describe: describeStatus });
    expect(await stream.text()).toBe(
      [
        'retry: 2000',
        'event: run\ndata: {"before":null,"now":"in_progress"}',
        'event: run\ndata: {"before":"in_progress","now":"completed"}',
        'event: end\ndata: ',
        '',
      ].join('\n\n'),
    );
  });

  it('is one of so many that a caller may have open, and counts no more once it is left', async () => {
    const streams = createRunStreams();
    const open = () =>
      streams.open({ callerId: 'a', client: ofStatus('waiting'), runId: 'r1', describe: describeStatus });
    const opened = Array.from({ length: 20 }, open);
    expect(open).toThrow('Too many runs are followed at once.');
    await opened[0]?.body?.cancel();
    const last = open();
    expect(open).toThrow('Too many runs are followed at once.');
    streams.close();
    expect(await last.text()).not.toContain('event: end');
    expect(await Promise.all(opened.slice(1).map((stream) => stream.text()))).toHaveLength(19);
  });
});
