import { join } from 'node:path';

/** Where the user's own templates, roles and task types are read from. A folder need not exist. */
export interface AuthoredFolders {
  readonly templates: string;
  readonly specialists: string;
  readonly taskTypes: string;
}

/** Below `.taskwright`, except for those that are named. */
export function toAuthoredFolders(
  dotTaskwright: string,
  named: { readonly [Sort in keyof AuthoredFolders]?: string | null } = {},
): AuthoredFolders {
  return {
    templates: named.templates ?? join(dotTaskwright, 'templates'),
    specialists: named.specialists ?? join(dotTaskwright, 'specialists'),
    taskTypes: named.taskTypes ?? join(dotTaskwright, 'task-types'),
  };
}
