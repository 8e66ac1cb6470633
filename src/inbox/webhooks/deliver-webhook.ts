import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TaskwrightClient } from '../../client/create-client.js';
import type { Triggers } from '../../definitions/head-schema.js';
import { parsePinnedDefinition } from '../../definitions/pinned-definition.js';
import { TaskwrightError, type ErrorRecord } from '../../domain/errors.js';
import { isJsonObject, type JsonValue } from '../../domain/json.js';
import { evaluateCondition, type Scope } from '../../expressions/evaluate.js';
import { parseExpression } from '../../expressions/expression.js';
import { renderValue } from '../../expressions/render.js';
import type { CorrelatedWait, Delivery } from '../delivery.js';

const contentSchema = z.object({
  event: z.string(),
  headers: z.record(z.string(), z.string()),
  payload: z.json(),
});

type Content = z.output<typeof contentSchema>;
type OneOrMore<T> = T extends readonly (infer Item)[] ? Item : T;
type WebhookTrigger = OneOrMore<NonNullable<Triggers['webhook']>>;

interface Trigger {
  readonly definition: { readonly id: string; readonly version: string };
  readonly index: number;
  readonly webhook: WebhookTrigger;
}

export interface WebhookOutcome {
  /** Waits that were signalled, and runs that were started. */
  readonly reached: number;
  /** Whether any trigger takes it. */
  readonly isTaken: boolean;
  /** Waits that it is for, and that nobody waits in yet. */
  readonly awaited: readonly CorrelatedWait[];
  /** Of the first trigger that could not do its part, where others could. */
  readonly error: ErrorRecord | null;
}

/** Of each definition the highest version counts. Its triggers are read once, and kept by its hash. */
export function createWebhookDelivery(): (client: TaskwrightClient, delivery: Delivery) => Promise<WebhookOutcome> {
  const known = new Map<string, readonly WebhookTrigger[]>();

  const listTriggers = async (client: TaskwrightClient): Promise<readonly Trigger[]> => {
    const seen = new Set<string>();
    const found: Trigger[] = [];
    for (const { id, version, hash } of await client.listDefinitions()) {
      if (seen.size === seen.add(id).size) continue;
      let webhooks = known.get(hash);
      if (webhooks === undefined) {
        const { body } = await client.findDefinition({ id, version });
        webhooks = toList(parsePinnedDefinition(body).on?.webhook);
        known.set(hash, webhooks);
      }
      found.push(...webhooks.map((webhook, index) => ({ definition: { id, version }, index, webhook })));
    }
    return found;
  };

  /**
   * Safe to repeat: signals and runs have ids that follow from the delivery's. What is wrong with one trigger keeps it
   * from no other; throws it where none has done anything, and an outage in any case.
   */
  return async (client, delivery) => {
    const content = contentSchema.parse(delivery.content);
    const source = delivery.source.slice('webhook:'.length);
    const variables = { source, event: content.event, headers: content.headers, payload: content.payload };
    let reached = 0;
    let isTaken = false;
    const awaited: CorrelatedWait[] = [];
    const failures: TaskwrightError[] = [];
    for (const trigger of await listTriggers(client)) {
      const { webhook, definition, index } = trigger;
      const place = `${definition.id}: on.webhook${index === 0 ? '' : `[${index}]`}`;
      const scope: Scope = { variables: { ...variables, delivery: delivery.id }, place };
      if (webhook.source !== source || !takesEvent(webhook, content)) continue;
      try {
        if (!takesDelivery(webhook, scope)) continue;
        isTaken = true;
        const fired = await fire(client, { trigger, scope, content, delivery });
        if (typeof fired === 'number') reached += fired;
        else awaited.push(fired);
      } catch (thrown) {
        if (!(thrown instanceof TaskwrightError)) throw thrown;
        failures.push(thrown);
      }
    }
    const hasDone = reached > 0 || awaited.length > 0;
    const failure = failures.find(({ traits }) => traits.isRetried) ?? failures[0];
    if (failure !== undefined && (!hasDone || failure.traits.isRetried)) throw failure;
    return { reached, isTaken, awaited, error: failure?.toRecord() ?? null };
  };
}

function toList(webhook: Triggers['webhook']): readonly WebhookTrigger[] {
  if (webhook === undefined) return [];
  return Array.isArray(webhook) ? webhook : [webhook];
}

/** `push` takes the event `push`; `pull_request.closed` takes the action `closed` of `pull_request`. */
function takesEvent({ event }: WebhookTrigger, content: Content): boolean {
  if (event === undefined) return true;
  const names: readonly string[] = typeof event === 'string' ? [event] : event;
  const action = isJsonObject(content.payload) ? content.payload['action'] : undefined;
  return names.includes(content.event) || (typeof action === 'string' && names.includes(`${content.event}.${action}`));
}

function takesDelivery({ when }: WebhookTrigger, scope: Scope): boolean {
  if (when === undefined) return true;
  return evaluateCondition(parseExpression(when), { ...scope, place: `${scope.place}.when` });
}

interface Fired {
  readonly trigger: Trigger;
  readonly scope: Scope;
  readonly content: Content;
  readonly delivery: Delivery;
}

/** Signals what waits; where nothing does and no signal is named, starts a run. Returns how many it reached, or what has to wait. */
async function fire(
  client: TaskwrightClient,
  { trigger, scope, content, delivery }: Fired,
): Promise<number | CorrelatedWait> {
  const { definition, index, webhook } = trigger;
  const render = (value: JsonValue, field: string): JsonValue =>
    renderValue(value, { ...scope, place: `${scope.place}.${field}` });
  const input = webhook.input === undefined ? content.payload : render(webhook.input, 'input');
  const token = toToken(delivery, `${definition.id} ${index}`);
  if (webhook.correlation !== undefined) {
    const correlation = toText(render(webhook.correlation, 'correlation'));
    let reached = 0;
    for (const [place, name] of toSignalNames(webhook, content).entries()) {
      const id = place === 0 ? token : `${token}-${place}`;
      reached += await signalWaits(client, { correlation, name, payload: input, from: delivery.sender, id });
    }
    if (reached > 0) return reached;
    if (webhook.signal !== undefined) return { name: webhook.signal, correlation };
  } else if (webhook.signal !== undefined) {
    throw new TaskwrightError('invalid_definition', `${scope.place} names a signal and no correlation key.`, {
      hint: 'Add "correlation": it says which waits are signalled.',
    });
  }
  await client.start({ definition, input, startedBy: delivery.sender, requestToken: token });
  return 1;
}

/** The event, also with its action as triggers may name it, unless the trigger names the signal. */
function toSignalNames({ signal }: WebhookTrigger, { event, payload }: Content): readonly string[] {
  if (signal !== undefined) return [signal];
  const action = isJsonObject(payload) ? payload['action'] : undefined;
  return typeof action === 'string' ? [event, `${event}.${action}`] : [event];
}

async function signalWaits(
  client: TaskwrightClient,
  signal: Parameters<TaskwrightClient['signalByCorrelation']>[0],
): Promise<number> {
  try {
    return (await client.signalByCorrelation(signal)).reached;
  } catch (thrown) {
    if (thrown instanceof TaskwrightError && thrown.code === 'not_found') return 0;
    throw thrown;
  }
}

function toToken({ source, id }: Delivery, trigger: string): string {
  return createHash('sha256').update(`${source} ${id} ${trigger}`).digest('hex').slice(0, 32);
}

function toText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
