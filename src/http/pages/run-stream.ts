import type { RunSnapshot } from '../../client/follow-run.js';
import type { TaskwrightClient } from '../../client/create-client.js';
import { TaskwrightError } from '../../domain/errors.js';
import { isTerminalRun } from '../../domain/status.js';
import { Refusal } from '../refusal.js';

export interface RunStreams {
  /** Server-sent events: `run` at first and after each change, `end` behind the last. Throws rate_limited where too many are open. */
  open(options: {
    readonly callerId: string;
    readonly client: Pick<TaskwrightClient, 'watch'>;
    readonly runId: string;
    /** What the event `run` holds. */
    readonly describe: (before: RunSnapshot | null, now: RunSnapshot) => Promise<object>;
  }): Response;
  /** Ends all of them; whoever follows comes again. */
  close(): void;
}

const MAX_OPEN_OF_CALLER = 20;

/** By then whoever follows comes again, and is asked anew who it is. */
const LASTS_MS = 5 * 60_000;

/** So that nobody between here and there takes silence for an end. */
const SIGN_OF_LIFE_EVERY_MS = 15_000;

export function createRunStreams(): RunStreams {
  const closing = new AbortController();
  const openOf = new Map<string, number>();
  return {
    open({ callerId, client, runId, describe }) {
      const open = openOf.get(callerId) ?? 0;
      if (open >= MAX_OPEN_OF_CALLER) throw tooMany();
      openOf.set(callerId, open + 1);
      const gone = new AbortController();
      const signal = AbortSignal.any([gone.signal, closing.signal, AbortSignal.timeout(LASTS_MS)]);
      const snapshots = client.watch(runId, { signal });
      const text = new TextEncoder();
      let before: RunSnapshot | null = null;
      let beat: NodeJS.Timeout | undefined;
      let isOpen = true;
      const release = (): void => {
        if (!isOpen) return;
        isOpen = false;
        gone.abort();
        clearInterval(beat);
        const left = (openOf.get(callerId) ?? 1) - 1;
        if (left === 0) openOf.delete(callerId);
        else openOf.set(callerId, left);
      };
      const end = (controller: ReadableStreamDefaultController): void => {
        if (!isOpen) return;
        release();
        controller.close();
      };
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(text.encode('retry: 2000\n\n'));
          // Also where nobody reads.
          signal.addEventListener('abort', () => end(controller));
          beat = setInterval(() => {
            if ((controller.desiredSize ?? 0) > 0) controller.enqueue(text.encode(': \n\n'));
          }, SIGN_OF_LIFE_EVERY_MS);
        },
        async pull(controller) {
          try {
            const { value: snapshot } = await snapshots.next();
            if (snapshot && isOpen) {
              const news = await describe(before, snapshot);
              before = snapshot;
              controller.enqueue(text.encode(toEvent('run', JSON.stringify(news))));
              if (!isTerminalRun(snapshot.run.status)) return;
              controller.enqueue(text.encode(toEvent('end', '')));
            }
          } catch {
            // The time is over, or nobody can say any more how it stands: whoever looks comes again, and is told.
          }
          end(controller);
        },
        cancel: release,
      });
      return new Response(body, { headers: { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' } });
    },
    close: () => closing.abort(),
  };
}

/** JSON has no line breaks of its own. */
function toEvent(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}

function tooMany(): Refusal {
  const error = new TaskwrightError('rate_limited', 'Too many runs are followed at once.', {
    hint: 'Close a page, or follow fewer runs with this token.',
  });
  return new Refusal(error, { headers: { 'Retry-After': '30' } });
}
