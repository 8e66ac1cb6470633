import type { TaskwrightClient } from '../client/create-client.js';
import type { TasksClient } from '../tasks/create-tasks.js';

/** What tools work with, in the name of one caller. */
export interface McpClients {
  /** Starts, signals and reads runs, of one workspace. */
  readonly client: TaskwrightClient;
  /** Generic tasks of the same workspace; its `actor` is who plans, claims and decides. */
  readonly tasks: TasksClient;
  /** Who said who decides, where nothing proves it. */
  readonly assertedBy?: string | undefined;
  /** Where a person decides about a task; there is no such page unless said. */
  readonly decideUrl?: (taskId: string) => string | null;
}
