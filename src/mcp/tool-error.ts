import type { ErrorCode } from '../domain/errors.js';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonObject } from '../domain/json.js';

/** What an agent is told when a tool refuses: enough to do better, and nothing of the inside. */
export type ToolError = JsonObject & {
  readonly code: ErrorCode;
  readonly message: string;
  /** The argument it is about, as in `dependencies.0.dependency_type`. */
  readonly field?: string;
  readonly expected?: string;
  readonly hint?: string;
};

/** Arguments that are not those of the tool. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
  readonly error: ToolError;

  constructor(error: ToolError) {
    super(error.message);
    this.error = error;
  }
}

/** What is not meant for callers is told to `onInternal` alone. */
export function toToolError(thrown: unknown, onInternal: (thrown: unknown) => void): ToolError {
  if (thrown instanceof ArgumentError) return thrown.error;
  if (!(thrown instanceof TaskwrightError)) {
    onInternal(thrown);
    return { code: 'internal', message: 'Something went wrong in Taskwright itself.', hint: 'Its log says more.' };
  }
  const { code, message, hint } = thrown;
  if (code === 'internal') onInternal(thrown);
  return { code, message, ...(hint === undefined ? {} : { hint: toToolWords(hint) }) };
}

/** Hints name commands of the command line; agents have tools. */
const TOOL_WORDS: readonly (readonly [RegExp, string])[] = [
  [/"taskwright tasks list" or query_tasks/g, 'query_tasks'],
  [/"taskwright templates[^"]*" or list_templates/g, 'list_templates'],
  [/"taskwright runs"/g, 'list_waiting, or remember the run_id that run_definition answers'],
  [/"taskwright (?:show|watch) [^"]*"/g, 'get_run'],
  [/List them with "taskwright definitions", add one with "taskwright push FILE"\./g, 'See list_definitions.'],
  [/"taskwright definitions"/g, 'list_definitions'],
];

function toToolWords(hint: string): string {
  return TOOL_WORDS.reduce((words, [command, tool]) => words.replace(command, tool), hint);
}
