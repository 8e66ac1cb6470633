import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { didYouMeanOneOf } from '../definitions/nearest.js';
import { TaskwrightError } from '../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import { checkArguments } from './parse-arguments.js';
import { findReasonAgainst, type ToolChoice } from './tool-choice.js';
import { ArgumentError, toToolError } from './tool-error.js';
import type { Tool, ToolContext } from './tool.js';

/** As other servers of this kind call their tools. */
const ALIAS_PREFIX = 'orchestrator_';

export interface ToolCall {
  readonly name: string;
  readonly given: unknown;
  readonly choice: ToolChoice;
  readonly findTool: (name: string) => Promise<Tool | null>;
  readonly listNames: () => Promise<readonly string[]>;
  readonly toContext: (requestToken: string | undefined) => Promise<ToolContext>;
  /** Told what callers are not: faults of our own. */
  readonly onInternal: (thrown: unknown) => void;
}

/** Never throws: what goes wrong is a result too. */
export async function callTool(call: ToolCall): Promise<CallToolResult> {
  try {
    const name = call.name.startsWith(ALIAS_PREFIX) ? call.name.slice(ALIAS_PREFIX.length) : call.name;
    const tool = await call.findTool(name);
    if (tool === null) throw await toolNotFound(call, name);
    const reason = findReasonAgainst(tool, call.choice);
    if (reason !== null) throw reason;
    return toResult(await answer(tool, call));
  } catch (thrown) {
    const structured = { success: false, error: toToolError(thrown, call.onInternal) };
    return { isError: true, structuredContent: structured, content: [toText(structured)] };
  }
}

async function answer(tool: Tool, call: ToolCall): Promise<JsonObject> {
  const { key, rest } = splitKey(tool, call.given ?? {});
  const given = checkArguments(tool, rest, tool.isReadOnly ? [] : ['idempotency_key']);
  if (key === undefined) return toEnvelope(await tool.handle(await call.toContext(undefined), given), tool);
  const { tasks } = await call.toContext(undefined);
  const { isRepeatable } = tool;
  const keyed = { operation: tool.name, key, request: given, isRepeatable };
  const answered = await tasks.answerOnce(keyed, async (token, own) =>
    toEnvelope(await tool.handle({ ...(await call.toContext(token)), tasks: own }, given), tool),
  );
  return toObject(answered);
}

function splitKey(tool: Tool, given: unknown): { readonly key?: string; readonly rest: unknown } {
  if (tool.isReadOnly || !isJsonObject(given) || given['idempotency_key'] === undefined) return { rest: given };
  const { idempotency_key: key, ...rest } = given;
  if (typeof key === 'string') return { key, rest };
  throw new ArgumentError({
    code: 'invalid_input',
    message: `${tool.name} cannot take these arguments: "idempotency_key" must be a text.`,
    field: 'idempotency_key',
    expected: 'a text',
  });
}

function toEnvelope(fields: JsonObject, { name: operation }: Tool): JsonObject {
  const timestamp = new Date().toISOString();
  return { success: true, operation, timestamp, ...fields, status: fields['status'] ?? 'ok' };
}

/** What a tool answers, in its envelope. */
export function toAnswer(tool: Tool, fields: JsonObject): CallToolResult {
  return toResult(toEnvelope(fields, tool));
}

function toResult(structured: JsonObject): CallToolResult {
  return { structuredContent: structured, content: [toText(structured)] };
}

function toText(structured: object): { readonly type: 'text'; readonly text: string } {
  return { type: 'text', text: JSON.stringify(structured) };
}

async function toolNotFound(call: ToolCall, name: string): Promise<TaskwrightError> {
  const none = 'This server has no tools.';
  return new TaskwrightError('not_found', `There is no tool "${name.slice(0, 100)}".`, {
    hint: didYouMeanOneOf(name, await call.listNames(), { listed: 'There are', none }),
  });
}

function toObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
