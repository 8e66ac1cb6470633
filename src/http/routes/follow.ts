import { workersAnswer } from '../record-answers.js';
import { defineRoute, type Route } from '../route.js';
import { runIdOf } from './runs.js';

/** What shows runs while they go on. */
export const followRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/runs/{runId}/snapshot',
    tag: 'runs',
    summary:
      'A run and its tasks without inputs and outputs, with what each task waits for. Its fields may become more.',
    scope: 'read',
    handle: ({ client, params }) => client.snapshot(runIdOf(params)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/runs/{runId}/stream',
    tag: 'runs',
    summary:
      'Server-sent events that follow a run: "run" with its snapshot at first and after each change, "end" when it has ended. Ends after five minutes; then come again.',
    scope: 'read',
    mediaType: 'text/event-stream',
    async handle({ client, caller, params, streams }) {
      const runId = runIdOf(params);
      await client.snapshot(runId);
      return streams.open({ callerId: caller.id, client, runId, describe: async (_, now) => now });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/workers',
    tag: 'runs',
    summary: 'Whether a worker takes runs at the moment.',
    scope: 'read',
    answers: workersAnswer,
    handle: async ({ client }) => ({ hasWorker: await client.hasWorker() }),
  }),
];
