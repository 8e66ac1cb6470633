import type { z } from 'zod';
import type { FoundTask } from '../client/find-task.js';
import type { JsonObject } from '../domain/json.js';
import type { TasksClient, TaskVerb } from '../tasks/create-tasks.js';
import { eitherTask } from '../tasks/in-run/any-task.js';
import type { Scope } from '../access/scopes.js';
import type { Tool, ToolContext, Toolset } from './tool.js';

interface ToolHead<Schema extends z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Schema;
  readonly about?: Readonly<Record<string, string>>;
  readonly terse?: readonly string[];
  readonly toolset: Toolset;
  readonly isDefault?: boolean;
  readonly isReadOnly: boolean;
  readonly isDestructive?: boolean;
  readonly isRepeatable?: boolean;
  readonly asTask?: Tool['asTask'];
  /** `read` for what only reads and `work` for the rest, unless said. */
  readonly scope?: Scope;
}

export interface ToolDefinition<Schema extends z.ZodType> extends ToolHead<Schema> {
  readonly inputSchema?: JsonObject;
  readonly handler: (context: ToolContext, input: z.output<Schema>) => Promise<JsonObject>;
}

/** A tool whose handler gets its arguments as the schema reads them. */
export function defineTool<Schema extends z.ZodType>({ handler, ...head }: ToolDefinition<Schema>): Tool {
  const handle: Tool['handle'] = async (context, given) => handler(context, head.input.parse(given));
  return { ...toHead(head), inputSchema: head.inputSchema ?? null, handle };
}

/** A verb of generic tasks, which reads the arguments itself. */
export function defineTaskTool<Schema extends z.ZodType>({
  verb,
  ...head
}: ToolHead<Schema> & { readonly verb: (tasks: TasksClient) => TaskVerb }): Tool {
  return { ...toHead(head), inputSchema: null, handle: async ({ tasks }, given) => verb(tasks)(given) };
}

/** The same, and where no generic task has the id, for the task of a run that has it. */
export function defineWorkTool<Schema extends z.ZodType>({
  verb,
  inRun,
  ...head
}: ToolHead<Schema> & {
  readonly verb: (tasks: TasksClient) => TaskVerb;
  readonly inRun: (context: ToolContext, found: FoundTask, given: JsonObject) => Promise<JsonObject>;
}): Tool {
  const handle: Tool['handle'] = (context, given) =>
    eitherTask(
      () => verb(context.tasks)(given),
      () => context.client.findTask(String(given['task_id'])),
      (found) => inRun(context, found, given),
    );
  return { ...toHead(head), inputSchema: null, handle };
}

function toHead<Schema extends z.ZodType>(head: ToolHead<Schema>): Omit<Tool, 'handle' | 'inputSchema'> {
  const { name, title, description, input, about = {}, terse = [], toolset, isReadOnly } = head;
  return {
    name,
    title,
    description,
    input,
    about,
    terse,
    toolset,
    isDefault: head.isDefault ?? false,
    scope: head.scope ?? (isReadOnly ? 'read' : 'work'),
    isReadOnly,
    isDestructive: head.isDestructive ?? false,
    isRepeatable: head.isRepeatable ?? false,
    asTask: head.asTask ?? null,
  };
}
