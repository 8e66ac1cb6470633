import type { TaskwrightClient } from '../client/create-client.js';
import type { TasksClient } from '../tasks/create-tasks.js';

/** In the name of one caller. */
export interface McpClients {
  readonly client: TaskwrightClient;
  readonly tasks: TasksClient;
  /** Who said who decides, where nothing proves it. */
  readonly assertedBy?: string | undefined;
}
