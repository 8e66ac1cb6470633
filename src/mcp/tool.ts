import type { z } from 'zod';
import type { Scope } from '../access/scopes.js';
import type { TaskwrightClient } from '../client/create-client.js';
import type { JsonObject } from '../domain/json.js';
import type { Elicitor } from './elicitation.js';
import type { TasksClient } from '../tasks/create-tasks.js';

/** Tools that are listed together. */
export const TOOLSETS = ['tasks', 'library', 'runs'] as const;

export type Toolset = (typeof TOOLSETS)[number];

/** What tools work with, in the name of one caller. */
export interface ToolContext {
  readonly client: TaskwrightClient;
  readonly tasks: TasksClient;
  /** Who said who decides, where nothing proves it. */
  readonly assertedBy?: string | undefined;
  /** Aborted when the caller no longer wants an answer. */
  readonly signal: AbortSignal;
  /** Set where the caller gave a key that makes a repeat harmless: the same for each repeat. */
  readonly requestToken: string | undefined;
  /** Where a person decides about a task; null where there is no such page. */
  readonly decideUrl: (taskId: string) => string | null;
  /** Asks the person beside the agent; null where the client cannot. */
  readonly elicitor: Elicitor | null;
  /** Tells the caller how far it is, if they want to know. */
  readonly reportProgress: ((progress: ToolProgress) => void) | null;
}

export interface ToolProgress {
  readonly progress: number;
  readonly total: number;
  readonly message: string;
}

/** A tool of MCP. Its arguments were checked when the handler is called; what it answers is put into the envelope. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** When to use it, for a model. */
  readonly description: string;
  /** A strict object. */
  readonly input: z.ZodType;
  /** What of the arguments is not plain from their names. */
  readonly about: Readonly<Record<string, string>>;
  /** Arguments shown as an object without its fields, which stand elsewhere in the list. */
  readonly terse: readonly string[];
  /** Shown instead of the schema of `input`. */
  readonly inputSchema: JsonObject | null;
  readonly toolset: Toolset;
  /** Listed unless another choice is made. */
  readonly isDefault: boolean;
  readonly scope: Scope;
  readonly isReadOnly: boolean;
  /** May take something away for good. */
  readonly isDestructive: boolean;
  /** A repeat is recognised by the engine itself, also after a crash. */
  readonly isRepeatable: boolean;
  /** For a tool that starts a run or waits for one: its arguments as they are where nobody waits for the answer. */
  readonly asTask: ((given: JsonObject) => JsonObject) | null;
  handle(context: ToolContext, given: JsonObject): Promise<JsonObject>;
}
