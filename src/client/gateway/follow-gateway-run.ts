import { setTimeout as delay } from 'node:timers/promises';
import { TaskwrightError } from '../../domain/errors.js';
import { isTerminalRun } from '../../domain/status.js';
import type { Follow, RunSnapshot } from '../follow-run.js';
import type { RunView } from '../run-view.js';
import type { GatewayConnection } from './connection.js';

/** How soon a gateway that is out of reach is asked again, and one that has ended a long stream. */
const RETRY_MS = 1_000;

/** The run as it stands, again after each change, last when it has ended. Waits out outages. Throws not_found. */
export async function* watchThroughGateway(
  connection: GatewayConnection,
  runId: string,
  { signal = new AbortController().signal, onOutage }: Follow,
): AsyncGenerator<RunSnapshot, void> {
  const path = `/v1/runs/${encodeURIComponent(runId)}/stream`;
  let shown = '';
  for (let isOut = false; ;) {
    try {
      for await (const { event, data } of connection.follow(path, signal)) {
        if (isOut) onOutage?.(null);
        isOut = false;
        if (event !== 'run' || data === shown) continue;
        shown = data;
        const snapshot: RunSnapshot = JSON.parse(data);
        yield snapshot;
        if (isTerminalRun(snapshot.run.status)) return;
      }
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof TaskwrightError) || !thrown.traits.isRetried) throw thrown;
      if (!isOut) onOutage?.(thrown);
      isOut = true;
    }
    await delay(RETRY_MS, undefined, { signal });
  }
}

/** Throws as `watchThroughGateway` does. */
export async function waitThroughGateway(
  connection: GatewayConnection,
  runId: string,
  follow: Follow,
): Promise<RunView> {
  const read = (): Promise<RunView> => connection.ask({ method: 'GET', path: `/v1/runs/${encodeURIComponent(runId)}` });
  for (;;) {
    for await (const _ of watchThroughGateway(connection, runId, follow)) void _;
    try {
      return await read();
    } catch (thrown) {
      if (!(thrown instanceof TaskwrightError) || !thrown.traits.isRetried) throw thrown;
    }
  }
}
