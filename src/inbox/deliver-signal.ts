import { z } from 'zod';
import type { TaskwrightClient } from '../client/create-client.js';
import type { JsonObject, JsonValue } from '../domain/json.js';

/** A signal from outside, to a run or to the waits with a correlation key. */
export type SignalContent = { readonly name: string; readonly payload: JsonValue } & (
  { readonly run: string; readonly task: string | null } | { readonly correlation: string }
);

const payload = z.json() as z.ZodType<JsonValue>;

const contentSchema = z.union([
  z.object({ name: z.string(), payload, run: z.string(), task: z.string().nullable() }),
  z.object({ name: z.string(), payload, correlation: z.string() }),
]);

/** Answers how many waits or runs it reached. Harmless when repeated: the client knows the signal by its id. */
export async function deliverSignal(
  client: TaskwrightClient,
  { content, id, sender: from }: { readonly content: JsonObject; readonly id: string; readonly sender: string },
): Promise<number> {
  const signal = contentSchema.parse(content);
  const { name } = signal;
  if ('correlation' in signal) {
    const { correlation } = signal;
    return (await client.signalByCorrelation({ correlation, name, payload: signal.payload, from, id })).reached;
  }
  const { run: runId, task } = signal;
  return (await client.signal({ runId, name, payload: signal.payload, from, id, ...(task !== null && { task }) }))
    .reached;
}
