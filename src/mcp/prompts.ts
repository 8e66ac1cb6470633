import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';

interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly args: readonly { readonly name: string; readonly description: string; readonly required: boolean }[];
  readonly write: (args: Readonly<Record<string, string>>) => string;
}

const PROMPTS: readonly Prompt[] = [
  {
    name: 'plan',
    title: 'Plan a piece of work',
    description: 'Break a goal down into tasks that depend on each other.',
    args: [{ name: 'goal', description: 'What is to be reached.', required: true }],
    write: ({ goal }) =>
      `Plan this with plan_task and subtasks_json: ${goal}\nGive each subtask a title, what has to be true when it is done, a specialist_type, an effort and the titles it depends on. Then show me the execution order.`,
  },
  {
    name: 'work',
    title: 'Work on a task',
    description: 'Claim a task, do it, hand it in, and go on with the next one.',
    args: [{ name: 'task_id', description: 'The task.', required: true }],
    write: ({ task_id: taskId }) =>
      `Claim the task ${taskId} with execute_task and do what its instructions say. Hand in all of your work with complete_task; if something is missing, use next_action needs_revision or blocked and say what. Then name the next recommended task.`,
  },
  {
    name: 'review_run',
    title: 'Look into a run',
    description: 'Find out how a run stands and what it needs.',
    args: [{ name: 'run_id', description: 'The run.', required: true }],
    write: ({ run_id: runId }) =>
      `Read the run ${runId} with get_run and include_tasks. Tell me what is done, what failed and why, and for whom or what it waits. Decide nothing yourself.`,
  },
  {
    name: 'report',
    title: 'Report',
    description: 'Sum up what the subtasks of a task have brought.',
    args: [{ name: 'task_id', description: 'The task above them.', required: true }],
    write: ({ task_id: taskId }) =>
      `Call synthesize_results for ${taskId} and get_metrics. Write a short report: outcomes, failures, what is open, and the artifacts to read.`,
  },
];

/** The common jobs, as a person starts them. */
export function servePrompts({ server }: McpServer): void {
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: PROMPTS.map(({ name, title, description, args }) => ({ name, title, description, arguments: [...args] })),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params: { name, arguments: given = {} } }) => {
    const prompt = PROMPTS.find((one) => one.name === name);
    if (prompt === undefined) throw new McpError(ErrorCode.InvalidParams, `There is no prompt "${name}".`);
    const missing = prompt.args.find((arg) => arg.required && (given[arg.name] ?? '') === '');
    if (missing) throw new McpError(ErrorCode.InvalidParams, `"${missing.name}" is missing.`);
    const text = prompt.write(given);
    return { description: prompt.description, messages: [{ role: 'user', content: { type: 'text', text } }] };
  });
}
