import type { TreeVerbs } from '../client/tree-verbs.js';
import { isJsonObject } from '../domain/json.js';
import type { TasksClient } from './create-tasks.js';

/** What the commands for runs say to the tasks of a tree. */
export function createTreeVerbs(tasks: TasksClient): TreeVerbs {
  return {
    async decide({ workspace, taskId, by, roles, proof, decision, to, comment }) {
      const verbs = tasks.inWorkspace(workspace).as({ name: by, roles, proof });
      const more = { ...(to === undefined ? {} : { to }), ...(comment === null ? {} : { comment }) };
      await verbs.decide({ task_id: taskId, decision, ...more });
    },
    async retry({ workspace, taskId, by, reason }) {
      const verbs = tasks.inWorkspace(workspace).as({ name: by, roles: [] });
      await verbs.retryTree({ task_id: taskId, ...(reason === null ? {} : { reason }) });
    },
    async complete({ workspace, taskId, by, ...end }) {
      const verbs = tasks.inWorkspace(workspace).as({ name: by, roles: [] });
      const handedIn = { task_id: taskId, detailed_work: '' };
      if ('failure' in end) {
        await verbs.complete({ ...handedIn, summary: end.failure, next_action: 'failed' });
        return;
      }
      const outputs = isJsonObject(end.output) ? end.output : { output: end.output };
      await verbs.complete({ ...handedIn, summary: 'Handed in.', next_action: 'complete', outputs });
    },
  };
}
