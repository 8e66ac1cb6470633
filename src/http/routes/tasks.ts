import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { queryTasksInput } from '../../tasks/query/query-input.js';
import { newTaskInput } from '../../tasks/inputs/new-task.js';
import { parseInput } from '../../tasks/inputs/scalars.js';
import { eitherTask } from '../../tasks/in-run/any-task.js';
import { completeInRun, executeInRun } from '../../tasks/in-run/work-in-run.js';
import { cancelTaskInput } from '../../tasks/verbs/cancel-task.js';
import { completeTaskInput } from '../../tasks/verbs/complete-task.js';
import { decideTaskInput } from '../../tasks/verbs/decide-task.js';
import { executeTaskInput } from '../../tasks/verbs/execute-task.js';
import { getTaskInput } from '../../tasks/verbs/get-task.js';
import { getTaskEventsInput } from '../../tasks/verbs/get-task-events.js';
import { getTaskHierarchyInput } from '../../tasks/verbs/get-task-hierarchy.js';
import { manageDependenciesInput } from '../../tasks/verbs/manage-dependencies.js';
import { manageLifecycleInput } from '../../tasks/verbs/manage-lifecycle.js';
import { moveTaskInput } from '../../tasks/verbs/move-task.js';
import { updateTaskInput } from '../../tasks/verbs/update-task.js';
import type { FoundTask } from '../../client/find-task.js';
import type { Route, RouteContext } from '../route.js';
import { anyTaskAnswer, dependenciesAnswer, taskAnswer, taskEventsAnswer, taskPageAnswer } from '../task-answers.js';
import { verbRoute } from './verb-route.js';

const ownId = { task_id: true } as const;

export const decisionRoute: Route = verbRoute({
  method: 'post',
  path: '/v1/tasks/{task_id}/decision',
  summary: 'Approve, reject or send back; hand the right to decide to another, or withdraw what one has said.',
  scope: 'decide',
  body: decideTaskInput.omit(ownId),
  verb: (tasks, input, context) =>
    either(
      context,
      () => tasks.decide(input),
      (found) => decideInRun(context, found, input),
    ),
});

export const taskRoutes: readonly Route[] = [
  verbRoute({
    method: 'post',
    path: '/v1/tasks',
    summary: 'Create a generic task.',
    scope: 'work',
    answers: taskAnswer,
    status: 201,
    body: newTaskInput,
    isRepeatable: true,
    verb: (tasks, input) => tasks.create(input),
  }),
  verbRoute({
    method: 'get',
    path: '/v1/tasks',
    summary: 'Find generic tasks: filters, a search, a page.',
    scope: 'read',
    answers: taskPageAnswer,
    query: z.looseObject({}),
    verb: (tasks, input) => tasks.query(input),
  }),
  verbRoute({
    method: 'post',
    path: '/v1/tasks/query',
    summary: 'The same, for filters with lists in them and whatever else does not go into an address.',
    scope: 'read',
    answers: taskPageAnswer,
    body: queryTasksInput,
    verb: (tasks, input) => tasks.query(input),
  }),
  verbRoute({
    method: 'get',
    path: '/v1/tasks/{task_id}',
    summary: 'A task: a generic one, or one of a run of a definition by its taskId.',
    scope: 'read',
    answers: anyTaskAnswer,
    query: getTaskInput.omit(ownId),
    verb: (tasks, input, context) =>
      either(
        context,
        () => tasks.get(input),
        async (found) => found,
      ),
  }),
  verbRoute({
    method: 'patch',
    path: '/v1/tasks/{task_id}',
    summary: 'Change a task; attributes are merged.',
    scope: 'work',
    answers: taskAnswer,
    body: updateTaskInput.omit(ownId),
    verb: (tasks, input) => tasks.update(input),
  }),
  verbRoute({
    method: 'delete',
    path: '/v1/tasks/{task_id}',
    summary: 'Put a task and what is below it away.',
    scope: 'work',
    query: z.looseObject({}),
    verb: (tasks, input) => tasks.delete(input),
  }),
  verbRoute({
    method: 'post',
    path: '/v1/tasks/{task_id}/execute',
    summary: 'Claim a task; one that is not ready is refused, with what it waits for.',
    scope: 'work',
    body: executeTaskInput.omit(ownId),
    verb: (tasks, input, context) =>
      either(
        context,
        () => tasks.execute(input),
        (found) => executeInRun(context, found, input),
      ),
  }),
  verbRoute({
    method: 'post',
    path: '/v1/tasks/{task_id}/complete',
    summary: 'Hand work in. For an external task of a run also { output } or { failure }.',
    scope: 'work',
    body: completeTaskInput.omit(ownId),
    verb: (tasks, input, context) =>
      either(
        context,
        () => tasks.complete(input),
        (found) => handIn(context, found, input),
      ),
  }),
  decisionRoute,
  verbRoute({
    method: 'post',
    path: '/v1/tasks/{task_id}/lifecycle',
    summary: 'One step of the lifecycle; an illegal one is refused, with the legal ones named.',
    scope: 'work',
    answers: taskAnswer,
    body: manageLifecycleInput.omit(ownId),
    verb: (tasks, input) => tasks.manageLifecycle(input),
  }),
  verbRoute({
    method: 'post',
    path: '/v1/tasks/{task_id}/cancel',
    summary: 'End a task and everything open below it.',
    scope: 'work',
    answers: taskAnswer,
    body: cancelTaskInput.omit(ownId),
    verb: (tasks, input) => tasks.cancel(input),
  }),
  verbRoute({
    method: 'post',
    path: '/v1/tasks/{task_id}/move',
    summary: 'Move a task, with what is below it, below another one.',
    scope: 'work',
    body: moveTaskInput.omit(ownId),
    verb: (tasks, input) => tasks.move(input),
  }),
  verbRoute({
    method: 'get',
    path: '/v1/tasks/{root_task_id}/hierarchy',
    summary: 'A task and everything below it, as a tree.',
    scope: 'read',
    query: getTaskHierarchyInput.omit({ root_task_id: true }),
    verb: (tasks, input) => tasks.getHierarchy(input),
  }),
  verbRoute({
    method: 'get',
    path: '/v1/tasks/{task_id}/dependencies',
    summary: 'What a task depends on, and what depends on it.',
    scope: 'read',
    answers: dependenciesAnswer,
    query: z.looseObject({}),
    verb: (tasks, input) => tasks.getDependencies(input),
  }),
  verbRoute({
    method: 'post',
    path: '/v1/tasks/{task_id}/dependencies',
    summary: 'Add, remove, replace, update or waive what a task depends on; cycles are refused.',
    scope: 'work',
    body: manageDependenciesInput.omit(ownId),
    verb: (tasks, input) => tasks.manageDependencies(input),
  }),
  verbRoute({
    method: 'get',
    path: '/v1/tasks/{task_id}/events',
    summary: 'Who changed what, when and why, oldest first.',
    scope: 'read',
    answers: taskEventsAnswer,
    query: getTaskEventsInput.omit(ownId),
    verb: (tasks, input) => tasks.getEvents(input),
  }),
];

/** A generic task, and where there is none with that id the task of a run of a definition. */
function either(
  { client, params }: RouteContext,
  askTasks: () => Promise<unknown>,
  askRun: (found: FoundTask) => Promise<unknown>,
): Promise<unknown> {
  return eitherTask(askTasks, () => client.findTask(params['task_id'] ?? ''), askRun);
}

const inRunDecision = decideTaskInput.omit(ownId);
const inRunResult = z.strictObject({ output: z.json().optional(), failure: z.string().max(100_000).optional() });

function decideInRun(context: RouteContext, { runId, path }: FoundTask, input: JsonObject): Promise<unknown> {
  const { decision, to, comment } = parseInput(inRunDecision, withoutId(input));
  const { client, caller, requestToken: id } = context;
  const { name: by, roles, proof } = caller.actor;
  return client.decide({ runId, path, decision, to, comment, by, roles, proof, id });
}

/** In the words for generic tasks, or with the output alone. */
function handIn(context: RouteContext, found: FoundTask, input: JsonObject): Promise<unknown> {
  if (input['next_action'] !== undefined) return completeInRun(context, found, input);
  const { runId, path } = found;
  const { output = null, failure } = parseInput(inRunResult, withoutId(input));
  const { client, caller, requestToken: id } = context;
  return client.complete({
    runId,
    path,
    by: caller.actor.name,
    id,
    ...(failure === undefined ? { output } : { failure }),
  });
}

function withoutId({ task_id: _, ...rest }: JsonObject): JsonObject {
  return rest;
}
