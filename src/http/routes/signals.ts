import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonValue } from '../../domain/json.js';
import { jsonValue, plainText } from '../../tasks/inputs/scalars.js';
import { signalAnswer } from '../answers.js';
import { defineRoute, type Route, type RouteContext } from '../route.js';
import { runIdOf } from './runs.js';

/** Of the payload, and a little for what may stand around it. */
const MAX_SIGNAL_BODY_BYTES = 262_144 + 1_024;

const anyBody = jsonValue.describe(
  'The payload. An object with the key "payload", and besides it only "task", "correlation" and "deliveryId", is unwrapped.',
);

const deliveryHeader = { 'X-Delivery-Id': 'The id of the delivery: a repeat with the same id is harmless.' };

export const signalRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/runs/{runId}/signals/{name}',
    tag: 'signals',
    summary: 'Send a signal to a run; one that comes early is kept for the wait that starts later.',
    scope: 'signal',
    status: 202,
    isRepeatable: true,
    maxBodyBytes: MAX_SIGNAL_BODY_BYTES,
    query: z.strictObject({ task: plainText(10_000).optional() }),
    headers: deliveryHeader,
    body: anyBody,
    answers: signalAnswer,
    async handle(context, { query, body }) {
      const { payload, task = query.task, deliveryId } = unwrap(body, ['task', 'deliveryId']);
      const name = context.params['name'] ?? '';
      return send(context, { name, payload, run: runIdOf(context.params), task: task ?? null }, deliveryId);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/signals/{name}',
    tag: 'signals',
    summary: 'Send a signal to every wait with a correlation key; what reaches none stays in the inbox.',
    scope: 'signal',
    status: 202,
    isRepeatable: true,
    maxBodyBytes: MAX_SIGNAL_BODY_BYTES,
    query: z.strictObject({ correlation: plainText(500).optional() }),
    headers: deliveryHeader,
    body: anyBody,
    answers: signalAnswer,
    async handle(context, { query, body }) {
      const { payload, correlation = query.correlation, deliveryId } = unwrap(body, ['correlation', 'deliveryId']);
      if (correlation === undefined || correlation === '') {
        throw new TaskwrightError('invalid_input', 'The correlation key is missing.', {
          hint: 'Add ?correlation=KEY, or send { "correlation": KEY, "payload": … }.',
        });
      }
      return send(context, { name: context.params['name'] ?? '', payload, correlation }, deliveryId);
    },
  }),
];

type Envelope = { readonly payload: JsonValue } & {
  readonly [Key in 'task' | 'correlation' | 'deliveryId']?: string;
};

/** A body that is no envelope is the payload itself; none is null. */
function unwrap(body: JsonValue, keys: readonly ('task' | 'correlation' | 'deliveryId')[]): Envelope {
  if (!isJsonObject(body) || !isEnvelope(body, keys)) return { payload: isEmpty(body) ? null : body };
  const { payload = null, ...around } = body;
  const texts = Object.entries(around).map(([key, value]) => {
    if (typeof value === 'string' && value !== '') return [key, value] as const;
    throw new TaskwrightError('invalid_input', `"${key}" must be a text.`);
  });
  return { payload, ...Object.fromEntries(texts) };
}

function isEnvelope(body: object, keys: readonly string[]): boolean {
  const present = Object.keys(body);
  const isKnown = present.every((key) => key === 'payload' || keys.includes(key));
  return isKnown && (present.includes('payload') || present.includes('correlation'));
}

function isEmpty(body: JsonValue): boolean {
  return isJsonObject(body) && Object.keys(body).length === 0;
}

type Signal = Parameters<RouteContext['inbox']['signal']>[0]['content'];

async function send(context: RouteContext, content: Signal, inBody: string | undefined): Promise<object> {
  const { inbox, workspace, caller, header, requestToken } = context;
  const id = inBody ?? header('x-delivery-id') ?? requestToken;
  const { deliveryId, reached } = await inbox.signal({ workspace, content, sender: caller.actor.name, id });
  return { deliveryId, reached };
}
