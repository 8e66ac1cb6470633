import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  type CallToolResult,
  CancelTaskRequestSchema,
  type CreateTaskResult,
  ErrorCode,
  GetTaskPayloadRequestSchema,
  GetTaskRequestSchema,
  ListTasksRequestSchema,
  McpError,
  RELATED_TASK_META_KEY,
  type ServerNotification,
  type ServerRequest,
  type Task,
} from '@modelcontextprotocol/sdk/types.js';
import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject } from '../../domain/json.js';
import { toAnswer } from '../call-tool.js';
import { followRun, readRunFields } from '../run-view.js';
import { findReasonAgainst, type ToolChoice } from '../tool-choice.js';
import { toToolError } from '../tool-error.js';
import type { Tool, ToolContext } from '../tool.js';
import { cancelRunTool } from '../tools/cancel-run.js';
import { runDefinitionTool } from '../tools/run-definition.js';
import { listWaitingOfRun } from '../waiting.js';
import { parseRunTaskId, toListedTask, toRunTask } from './run-task.js';

export interface RunTasksOptions {
  readonly choice: ToolChoice;
  readonly findTool: (name: string) => Promise<Tool | null>;
  readonly toContext: (extra: RequestHandlerExtra<ServerRequest, ServerNotification>) => Promise<ToolContext>;
  readonly onInternal: (thrown: unknown) => void;
}

/** How long a cancelled run may take to stop before its task is answered as it stands. */
const STOP_MS = 10_000;
const PAGE = 50;

/** What a host shows while a task goes on, in place of its result. */
const IMMEDIATE_META = 'io.modelcontextprotocol/model-immediate-response';

/** The tasks of MCP: get, result, cancel and list. */
export function serveRunTasks({ server }: McpServer, options: RunTasksOptions): void {
  const { choice, toContext, onInternal } = options;

  server.setRequestHandler(GetTaskRequestSchema, ({ params: { taskId } }, extra) =>
    orMcpError(onInternal, async () => {
      const { tool, runId } = await findTask(taskId);
      return readTask(await toContext(extra), tool, runId);
    }),
  );

  server.setRequestHandler(GetTaskPayloadRequestSchema, ({ params: { taskId } }, extra) =>
    orMcpError(onInternal, async () => {
      const { tool, runId } = await findTask(taskId);
      const context = await toContext(extra);
      await followRun(context, runId, extra.signal);
      return { ...toAnswer(tool, await readRunFields(context, runId)), _meta: { [RELATED_TASK_META_KEY]: { taskId } } };
    }),
  );

  server.setRequestHandler(CancelTaskRequestSchema, ({ params: { taskId } }, extra) =>
    orMcpError(onInternal, async () => {
      const { tool, runId } = await findTask(taskId);
      const reason = findReasonAgainst(cancelRunTool, choice);
      if (reason !== null) throw reason;
      if (tool.isReadOnly) {
        throw new TaskwrightError('conflict', `This task only waits for the run "${runId}", which others may need.`, {
          hint: 'Cancel the run itself with cancel_run.',
        });
      }
      const context = await toContext(extra);
      await context.client.cancel({ runId, by: context.tasks.actor.name, reason: 'The task was cancelled.' });
      await context.client.waitForEnd(runId, { signal: AbortSignal.timeout(STOP_MS) }).catch(() => undefined);
      return readTask(context, tool, runId);
    }),
  );

  server.setRequestHandler(ListTasksRequestSchema, ({ params }, extra) =>
    orMcpError(onInternal, async () => {
      const { client } = await toContext(extra);
      const cursor = params?.cursor;
      const [{ runs, nextCursor }, waiting] = await Promise.all([
        client.list({ limit: PAGE, ...(cursor !== undefined && { cursor }) }),
        client.listWaiting(),
      ]);
      const asking = new Set(
        waiting.filter(({ waiting: { for: what } }) => what !== 'time' && what !== 'run').map(({ runId }) => runId),
      );
      return {
        tasks: runs.map((run) => toListedTask(run, asking.has(run.runId))),
        ...(nextCursor !== null && { nextCursor }),
      };
    }),
  );

  async function findTask(taskId: string): Promise<{ readonly tool: Tool; readonly runId: string }> {
    const ref = parseRunTaskId(taskId);
    const tool = ref === null ? null : await options.findTool(ref.tool);
    if (ref === null || tool === null || tool.asTask === null) {
      throw new TaskwrightError('not_found', `There is no task "${taskId.slice(0, 250)}".`);
    }
    const reason = findReasonAgainst(tool, { ...choice, isReadOnly: false });
    if (reason !== null) throw reason;
    return { tool, runId: ref.runId };
  }
}

/** The task that a call of a tool has become; throws what the call was refused with. */
export async function toCreatedTask(
  tool: Tool,
  { structuredContent }: CallToolResult,
  context: ToolContext,
): Promise<CreateTaskResult> {
  const { run_id: runId, error } = structuredContent ?? {};
  if (typeof runId !== 'string') {
    const message = isJsonObject(error) && typeof error['message'] === 'string' ? error['message'] : 'It is refused.';
    throw new McpError(ErrorCode.InvalidParams, message, error);
  }
  const task = await readTask(context, tool, runId);
  const words = `The run ${runId} of ${tool.name === runDefinitionTool.name ? 'the definition' : tool.title} goes on by itself.`;
  return { task, _meta: { [IMMEDIATE_META]: words } };
}

async function readTask(context: ToolContext, tool: Tool, runId: string): Promise<Task> {
  const snapshot = await context.client.snapshot(runId);
  return toRunTask(tool.name, snapshot, await listWaitingOfRun(context, runId));
}

/** These requests have no result that could say what is wrong. */
async function orMcpError<Result>(onInternal: (thrown: unknown) => void, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof McpError) throw thrown;
    const { code, message, hint } = toToolError(thrown, onInternal);
    const isOfCaller = code !== 'internal' && code !== 'unavailable';
    const words = hint === undefined ? message : `${message} ${hint}`;
    throw new McpError(isOfCaller ? ErrorCode.InvalidParams : ErrorCode.InternalError, words, { code });
  }
}
