import { z } from 'zod';
import { WORDS } from '../../domain/approval-words.js';
import { TASK_STATUSES, type RunStatus } from '../../domain/status.js';
import { id, jsonValue, longText, name, plainText } from '../../tasks/inputs/scalars.js';
import { eventsAnswer, runAnswer, runPageAnswer, tasksAnswer } from '../answers.js';
import { definitionArgument, toDefinition } from '../definition-argument.js';
import { auditAnswer, auditReportAnswer, decisionReceipt, runIdAnswer, taskOfRunAnswer } from '../record-answers.js';
import { defineRoute, type Route } from '../route.js';

const version = plainText(100);
export const RUN_STATUSES: readonly RunStatus[] = [...TASK_STATUSES, 'terminated', 'lost'];

const statusList = z
  .string()
  .transform((list, context) =>
    list.split(',').flatMap((word): readonly RunStatus[] => {
      if (word === 'active') return ['in_progress', 'waiting'];
      const status = RUN_STATUSES.find((known) => known === word);
      if (status !== undefined) return [status];
      context.addIssue({ code: 'custom', message: `must be one of ${RUN_STATUSES.join(', ')}` });
      return [];
    }),
  )
  .describe('One status or several with commas between them.');

const endBody = z.strictObject({ reason: longText.optional() });
const task = z.strictObject({ path: plainText(10_000) });

const CONTROLS = [
  ['pause', 'Let nothing new start in the run; what is under way goes on.'],
  ['resume', 'Let a paused run go on.'],
  ['retry', 'Let a run that has failed go on from what failed; what has completed stays.'],
] as const;

/** What a path of a task may be followed by. */
export const pageLimit = z.coerce.number().int().min(1).max(200);

export const runRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/runs',
    tag: 'runs',
    summary: 'Start a run of a definition that was pushed, or of one that comes along.',
    scope: 'run',
    status: 201,
    isRepeatable: true,
    body: z.strictObject({
      definition: definitionArgument,
      version: version.optional(),
      input: jsonValue.optional(),
      runId: id.optional(),
    }),
    answers: runAnswer,
    async handle({ client, caller, requestToken }, { body }) {
      const { runId } = await client.start({
        definition: toDefinition(body.definition, body.version),
        input: body.input,
        runId: body.runId,
        startedBy: caller.actor.name,
        requestToken,
      });
      return client.read(runId);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/runs',
    tag: 'runs',
    summary: 'List runs, newest first.',
    scope: 'read',
    query: z.strictObject({
      status: statusList.optional(),
      definition: id.optional(),
      limit: pageLimit.optional(),
      cursor: plainText(1_000).optional(),
    }),
    answers: runPageAnswer,
    handle: ({ client }, { query }) => client.list(query),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/runs/{runId}',
    tag: 'runs',
    summary: 'A run with its tasks: the object of "taskwright show --json".',
    scope: 'read',
    answers: runAnswer,
    handle: ({ client, params }) => client.read(runIdOf(params)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/runs/{runId}/tasks',
    tag: 'runs',
    summary: "A run's tasks, the root first, then depth first in the order of the definition.",
    scope: 'read',
    answers: tasksAnswer,
    handle: async ({ client, params }) => ({ tasks: (await client.read(runIdOf(params))).tasks }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/runs/{runId}/events',
    tag: 'runs',
    summary: 'Who changed what, when and why, in the order it happened.',
    scope: 'read',
    query: z.strictObject({
      path: plainText(10_000).optional(),
      after: z
        .string()
        .regex(/^\d{1,15}$/, 'must be the id of an event')
        .optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(200),
    }),
    answers: eventsAnswer,
    async handle({ client, params }, { query }) {
      const events = await client.listEvents({ runId: runIdOf(params), ...query });
      return { events, nextAfter: events.length === query.limit ? (events.at(-1)?.id ?? null) : null };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/audit/verification',
    tag: 'runs',
    summary: 'Compute the audit trail again, of one run or of the workspace, and say where it was tampered with.',
    scope: 'read',
    answers: auditReportAnswer,
    query: z.strictObject({ runId: id.optional() }),
    handle: ({ client }, { query }) => client.verifyAudit(query.runId),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/runs/{runId}/audit',
    tag: 'runs',
    summary: 'What people did and decided, each entry chained by hash to the one before.',
    scope: 'read',
    answers: auditAnswer,
    query: z.strictObject({
      path: plainText(10_000).optional(),
      after: z.coerce.number().int().min(0).optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(200),
    }),
    async handle({ client, params }, { query }) {
      const entries = await client.listAudit({ runId: runIdOf(params), ...query });
      return { entries, nextAfter: entries.length === query.limit ? (entries.at(-1)?.number ?? null) : null };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/runs/{runId}/cancel',
    tag: 'runs',
    summary: 'Stop what the run does and end it as cancelled.',
    scope: 'run',
    answers: runIdAnswer,
    status: 202,
    body: endBody,
    async handle({ client, caller, params }, { body }) {
      const runId = runIdOf(params);
      await client.cancel({ runId, by: caller.actor.name, reason: body.reason });
      return { runId };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/runs/{runId}/terminate',
    tag: 'runs',
    summary: 'End the run at once: nothing is stopped or compensated.',
    scope: 'run',
    answers: runIdAnswer,
    body: endBody,
    async handle({ client, caller, params }, { body }) {
      const runId = runIdOf(params);
      await client.terminate({ runId, by: caller.actor.name, reason: body.reason });
      return { runId };
    },
  }),
  ...CONTROLS.map(toControlRoute),
  defineRoute({
    method: 'post',
    path: '/v1/runs/{runId}/rerun',
    tag: 'runs',
    summary: 'Run a task that has ended again, and everything that builds on it; the run goes on.',
    scope: 'run',
    answers: taskOfRunAnswer,
    body: task.extend({ reason: longText.optional() }),
    async handle({ client, caller, params }, { body: { path, reason } }) {
      const runId = runIdOf(params);
      await client.rerun({ runId, path, by: caller.actor.name, reason });
      return { runId, path };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/runs/{runId}/decision',
    tag: 'runs',
    summary:
      'Approve, reject or send back what waits for approval at a path; delegate that, or withdraw what was said.',
    scope: 'decide',
    answers: decisionReceipt,
    isRepeatable: true,
    body: task.extend({ decision: z.enum(WORDS), to: name.optional(), comment: longText.optional() }),
    handle({ client, caller, params, requestToken }, { body }) {
      const { name: by, roles, proof } = caller.actor;
      return client.decide({ runId: runIdOf(params), ...body, by, roles, proof, id: requestToken });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/runs/{runId}/complete',
    tag: 'runs',
    summary: 'Hand in the result of an external task at a path, or say why it failed.',
    scope: 'work',
    answers: decisionReceipt,
    isRepeatable: true,
    body: task.extend({ output: jsonValue.optional(), failure: longText.optional() }),
    handle({ client, caller, params, requestToken }, { body: { path, output = null, failure } }) {
      const result = failure === undefined ? { output } : { failure };
      return client.complete({ runId: runIdOf(params), path, by: caller.actor.name, id: requestToken, ...result });
    },
  }),
];

/** The parameters of a route stand in its path, so they are there. */
export function runIdOf(params: Readonly<Record<string, string>>): string {
  return params['runId'] ?? '';
}

function toControlRoute([verb, summary]: (typeof CONTROLS)[number]): Route {
  return defineRoute({
    method: 'post',
    path: `/v1/runs/{runId}/${verb}`,
    tag: 'runs',
    summary,
    scope: 'run',
    answers: runIdAnswer,
    body: endBody,
    async handle({ client, caller, params }, { body }) {
      const runId = runIdOf(params);
      await client[verb]({ runId, by: caller.actor.name, reason: body.reason });
      return { runId };
    },
  });
}
