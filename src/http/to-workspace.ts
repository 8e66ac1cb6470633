import { maySee, type Caller } from '../access/caller.js';
import { TaskwrightError } from '../domain/errors.js';

/** What a token may not see does not exist for it. Throws not_found. */
export function toWorkspace(caller: Caller, asked: string | undefined, usual: string): string {
  const workspace = asked ?? (maySee(caller, usual) ? usual : caller.workspaces?.[0]);
  if (workspace !== undefined && maySee(caller, workspace)) return workspace;
  throw new TaskwrightError('not_found', `There is no workspace "${(asked ?? usual).slice(0, 100)}".`, {
    hint: 'Name one that the token may see, with ?workspace=.',
  });
}
