import { ElicitResultSchema, type ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import type { JsonValue } from '../domain/json.js';
import type { WaitingFor } from '../domain/waiting.js';
import type { ToolContext } from './tool.js';

/** How the person beside an agent is asked, by what their client offers. */
export interface Elicitor {
  /** Null where no form can be shown, or the caller may send no signals. */
  readonly showForm: ((form: PayloadForm, signal: AbortSignal) => Promise<ElicitResult>) | null;
  /** Null where no link can be shown. */
  readonly showLink: ((link: DecisionLink, signal: AbortSignal) => Promise<void>) | null;
}

export interface PayloadForm {
  readonly message: string;
}

export interface DecisionLink {
  readonly message: string;
  readonly url: string;
  /** The same for the same wait. */
  readonly id: string;
}

export interface WaitingTaskOfRun {
  readonly path: string;
  readonly taskId: string;
  readonly visit: number;
  readonly title: string | null;
  readonly status: string;
  readonly waiting: WaitingFor | null;
}

/** One request of ours to a client, whose answer it parses. */
type Send = (
  request: { readonly method: 'elicitation/create'; readonly params: ElicitParams },
  schema: typeof ElicitResultSchema,
  options: { readonly signal: AbortSignal; readonly timeout: number },
) => Promise<ElicitResult>;

type ElicitParams =
  | { readonly mode: 'form'; readonly message: string; readonly requestedSchema: typeof PAYLOAD_SCHEMA }
  | { readonly mode: 'url'; readonly message: string; readonly url: string; readonly elicitationId: string };

const PAYLOAD_SCHEMA = {
  type: 'object' as const,
  properties: {
    payload: { type: 'string' as const, title: 'Payload', description: 'JSON or a text; left empty for none.' },
  },
};

/** People take their time; the signal ends it. */
const NO_TIMEOUT_MS = 2_147_483_647;

/** Null for a client that can ask nobody. */
export function createElicitor(
  offered: { readonly form?: unknown; readonly url?: unknown } | undefined,
  {
    send,
    ping,
    maySignal,
  }: { readonly send: Send; readonly ping: (signal: AbortSignal) => Promise<unknown>; readonly maySignal: boolean },
): Elicitor | null {
  const ask = async (params: ElicitParams, signal: AbortSignal): Promise<ElicitResult> => {
    // Clients of the SDK cannot take the first request of a connection back, for its id is 0: so it is no question.
    await ping(signal);
    return send({ method: 'elicitation/create', params }, ElicitResultSchema, { signal, timeout: NO_TIMEOUT_MS });
  };
  const showForm: Elicitor['showForm'] = ({ message }, signal) =>
    ask({ mode: 'form', message, requestedSchema: PAYLOAD_SCHEMA }, signal);
  const showLink: Elicitor['showLink'] = async ({ message, url, id }, signal) => {
    await ask({ mode: 'url', message, url, elicitationId: id }, signal);
  };
  const hasForm = offered?.form !== undefined && maySignal;
  const hasLink = offered?.url !== undefined;
  if (!hasForm && !hasLink) return null;
  return { showForm: hasForm ? showForm : null, showLink: hasLink ? showLink : null };
}

/** Asks for what a run waits for while somebody waits for the run. */
export interface Asking {
  /** With the tasks as they stand now: new questions are asked one by one, those that are settled are taken back. */
  look(tasks: readonly WaitingTaskOfRun[]): void;
  stop(): void;
}

/** Each wait is asked for once a call: whoever does not answer is not asked again. Decisions are only linked to. */
export function startAsking(context: ToolContext, elicitor: Elicitor, runId: string): Asking {
  const asked = new Map<string, AbortController>();
  let turn = Promise.resolve();
  return {
    look(tasks) {
      const waiting = new Map(
        tasks.filter(({ status }) => status === 'waiting').map((task) => [`${task.path} ${task.visit}`, task]),
      );
      for (const [key, settled] of asked) if (!waiting.has(key)) settled.abort();
      for (const [key, task] of waiting) {
        if (asked.has(key)) continue;
        const settled = new AbortController();
        asked.set(key, settled);
        const { signal } = settled;
        // What a client makes of a question changes nothing about the call.
        turn = turn
          .then(() => (signal.aborted ? undefined : ask(context, { elicitor, runId, task, signal })))
          .catch(() => undefined);
      }
    },
    stop() {
      for (const settled of asked.values()) settled.abort();
    },
  };
}

interface Question {
  readonly elicitor: Elicitor;
  readonly runId: string;
  readonly task: WaitingTaskOfRun;
  readonly signal: AbortSignal;
}

async function ask(context: ToolContext, { elicitor, runId, task, signal }: Question): Promise<void> {
  const { path, taskId, visit, waiting } = task;
  const what = task.title === null ? path : `"${task.title}" (${path})`;
  if (waiting?.for === 'approval') {
    const url = context.decideUrl(taskId);
    const message = `${what} of the run ${runId} waits for a decision: ${waiting.stillNeeded}.`;
    if (url !== null) await elicitor.showLink?.({ message, url, id: `${taskId}-${visit}` }, signal);
    return;
  }
  if (waiting?.for !== 'signal' || elicitor.showForm === null) return;
  const message = `${what} of the run ${runId} waits for the signal "${waiting.name}". Send it?`;
  const { action, content } = await elicitor.showForm({ message }, signal);
  if (action !== 'accept' || signal.aborted) return;
  const payload = readPayload(content?.['payload']);
  await context.client.signal({ runId, task: path, name: waiting.name, payload, from: context.tasks.actor.name });
}

function readPayload(given: unknown): JsonValue {
  const text = typeof given === 'string' ? given.trim() : '';
  if (text === '') return null;
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}
