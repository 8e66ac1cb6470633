import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import type { TasksClient } from '../../tasks/create-tasks.js';
import type { GatewayConnection, GatewayRequest } from './connection.js';

type Verb = Pick<GatewayRequest, 'method' | 'path'>;

/** Each verb by its route; what stands in braces is taken from the input, and the rest is the query or the body. */
const VERBS = {
  create: { method: 'POST', path: '/v1/tasks' },
  query: { method: 'POST', path: '/v1/tasks/query' },
  get: { method: 'GET', path: '/v1/tasks/{task_id}' },
  getHierarchy: { method: 'GET', path: '/v1/tasks/{root_task_id}/hierarchy' },
  getEvents: { method: 'GET', path: '/v1/tasks/{task_id}/events' },
  getDependencies: { method: 'GET', path: '/v1/tasks/{task_id}/dependencies' },
  manageDependencies: { method: 'POST', path: '/v1/tasks/{task_id}/dependencies' },
  execute: { method: 'POST', path: '/v1/tasks/{task_id}/execute' },
  complete: { method: 'POST', path: '/v1/tasks/{task_id}/complete' },
  decide: { method: 'POST', path: '/v1/tasks/{task_id}/decision' },
  manageLifecycle: { method: 'POST', path: '/v1/tasks/{task_id}/lifecycle' },
  cancel: { method: 'POST', path: '/v1/tasks/{task_id}/cancel' },
  move: { method: 'POST', path: '/v1/tasks/{task_id}/move' },
  listArtifacts: { method: 'GET', path: '/v1/tasks/{task_id}/artifacts' },
  readArtifact: { method: 'GET', path: '/v1/artifacts/{artifact_id}' },
  listSpecialists: { method: 'GET', path: '/v1/specialists' },
  unregisterSpecialist: { method: 'DELETE', path: '/v1/specialists/{name}' },
  listTaskTypes: { method: 'GET', path: '/v1/task-types' },
  unregisterTaskType: { method: 'DELETE', path: '/v1/task-types/{name}' },
  listTemplates: { method: 'GET', path: '/v1/templates' },
  createTemplate: { method: 'POST', path: '/v1/templates' },
  getTemplate: { method: 'GET', path: '/v1/templates/{template_id}' },
  deleteTemplate: { method: 'DELETE', path: '/v1/templates/{template_id}' },
  createFromTemplate: { method: 'POST', path: '/v1/templates/{template_id}/instantiate' },
  scheduleTemplate: { method: 'POST', path: '/v1/templates/{template_id}/schedules' },
  listTemplateSchedules: { method: 'GET', path: '/v1/template-schedules' },
  unscheduleTemplate: { method: 'DELETE', path: '/v1/template-schedules/{schedule_id}' },
} as const satisfies Partial<Record<keyof TasksClient, Verb>>;

/** The verbs of generic tasks that a gateway has routes for. Each takes what it takes beside the servers. */
export type GatewayTasks = Pick<TasksClient, keyof typeof VERBS>;

export function createGatewayTasks(connection: GatewayConnection): GatewayTasks {
  const entries = Object.entries(VERBS).map(([name, verb]) => [
    name,
    (input: unknown) => connection.ask<JsonObject>(toRequest(verb, input)),
  ]);
  const verbs: GatewayTasks = Object.fromEntries(entries);
  return verbs;
}

function toRequest({ method, path }: Verb, input: unknown): GatewayRequest {
  const fields = new Map(Object.entries(input ?? {}));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value: unknown = fields.get(name);
    fields.delete(name);
    if (typeof value === 'string' && value !== '') return encodeURIComponent(value);
    throw new TaskwrightError('invalid_input', `"${name}" is missing, or no text.`);
  });
  const rest = Object.fromEntries(fields);
  return method === 'POST' ? { method, path: filled, body: rest } : { method, path: filled, query: rest };
}
