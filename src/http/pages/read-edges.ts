import type { TaskwrightClient } from '../../client/create-client.js';
import type { RunSnapshot } from '../../client/follow-run.js';
import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonValue } from '../../domain/json.js';
import { ROOT_PATH } from '../../domain/path.js';
import type { TasksClient } from '../../tasks/create-tasks.js';
import { MAX_DRAWN, type GraphEdge } from './graph-layout.js';

/** Who waits for whom among the tasks of a run, by their paths; nothing where there are too many to be drawn. */
export async function readEdges(
  { client, tasks }: { readonly client: TaskwrightClient; readonly tasks: TasksClient },
  snapshot: RunSnapshot,
): Promise<readonly GraphEdge[]> {
  const { run, tasks: shown } = snapshot;
  if (shown.length > 2 * MAX_DRAWN.tasks) return [];
  const outline = await client.outline({ runId: run.runId, paths: shown.map(({ path }) => path) });
  const edges = outline.flatMap(({ path: to, needs, follows }) => [
    ...needs.filter((need) => need.run === null && need.type !== 'related').map(({ path: from }) => ({ from, to })),
    ...(follows === null ? [] : [{ from: follows, to }]),
  ]);
  return edges.length > 0 ? edges : readTreeEdges(tasks, snapshot);
}

async function readTreeEdges(tasks: TasksClient, { tasks: shown }: RunSnapshot): Promise<readonly GraphEdge[]> {
  const root = shown.find(({ path }) => path === ROOT_PATH);
  if (root === undefined) return [];
  const paths = new Map(shown.map(({ taskId, path }) => [taskId, path]));
  const toPath = (id: JsonValue | undefined): string | undefined =>
    typeof id === 'string' ? paths.get(id) : undefined;
  const { edges } = await tasks.listEdges({ root_task_id: root.taskId }).catch((thrown: unknown) => {
    // A run of a definition, in which nothing waits for anything.
    if (thrown instanceof TaskwrightError && thrown.code === 'not_found') return { edges: [] };
    throw thrown;
  });
  return (Array.isArray(edges) ? edges : []).filter(isJsonObject).flatMap((edge) => {
    const [from, to] = [toPath(edge['prerequisite_id']), toPath(edge['task_id'])];
    return from === undefined || to === undefined || edge['type'] === 'related' ? [] : [{ from, to }];
  });
}
