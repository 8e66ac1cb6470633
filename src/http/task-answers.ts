import { z } from 'zod';
import type { JsonValue } from '../domain/json.js';
import { TASK_STATUSES } from '../domain/status.js';
import { DEPENDENCY_TYPES } from '../tasks/model/generic-task.js';
import { LIFECYCLE_STAGES } from '../tasks/model/lifecycle.js';
import { task } from './answers.js';

// What is answered about generic tasks, as /openapi.json says it: their own fields, and what a verb adds.

const json: z.ZodType<JsonValue> = z.json();
const time = z.iso.datetime();
const text = z.string().nullable();

const fields = {
  task_id: z.string(),
  task_type: z.string(),
  kind: z.string(),
  title: z.string(),
  description: text,
  status: z.enum(TASK_STATUSES),
  lifecycle_stage: z.enum(LIFECYCLE_STAGES),
  parent_task_id: text,
  hierarchy_path: z.string(),
  hierarchy_level: z.int(),
  position: z.int(),
  attributes: z.record(z.string(), json),
  complexity: text,
  specialist_type: text,
  assignee: text,
  team: text,
  estimated_effort: text,
  due_date: time.nullable(),
  start_after: time.nullable(),
  context: json,
  outputs: json,
  summary: text,
  error: z.record(z.string(), json).nullable(),
  template_id: text,
  superseded_by: text,
  lease_expires_at: time.nullable(),
  version: z.int(),
  created_by: z.string(),
  created_at: time,
  updated_at: time,
  started_at: time.nullable(),
  completed_at: time.nullable(),
  ended_at: time.nullable(),
  run_id: z.string(),
  ui_url: text,
};

/** Verbs add what they did. */
export const taskAnswer = z.looseObject(fields).meta({ id: 'GenericTask' });

const runTask = z
  .looseObject({
    ...task.shape,
    runId: z.string(),
    title: text,
    description: text,
    attributes: z.record(z.string(), json),
  })
  .describe('A task of a run of a definition.')
  .meta({ id: 'FoundTask' });

export const anyTaskAnswer = z.union([taskAnswer, runTask]);

const page = { total_count: z.int(), has_more: z.boolean() };

export const taskPageAnswer = z.looseObject({ tasks: z.array(taskAnswer), ...page });

const taskEvent = z
  .object({
    event_type: z.string(),
    actor: z.string(),
    previous_value: json,
    new_value: json,
    reason: text,
    created_at: time,
  })
  .meta({ id: 'TaskEvent' });

export const taskEventsAnswer = z.looseObject({ task_id: z.string(), events: z.array(taskEvent), ...page });

const dependency = z
  .looseObject({
    dependency_task_id: z.string(),
    dependency_type: z.enum(DEPENDENCY_TYPES),
    is_mandatory: z.boolean(),
    description: text,
    criticality: text,
    output: text,
    input_parameter_name: text,
    roles: z.array(z.string()),
    users: z.array(z.string()),
    quorum: z.int(),
    status: z.enum(TASK_STATUSES).nullable(),
    satisfied: z.boolean(),
    reason: text,
    waived_by: text,
    waived_reason: text,
    waived_at: time.nullable(),
  })
  .meta({ id: 'Dependency' });

export const dependenciesAnswer = z.looseObject({
  task_id: z.string(),
  dependencies: z.array(dependency),
  dependents: z.array(z.record(z.string(), json)),
});

export const artifactAnswer = z
  .looseObject({
    artifact_id: z.string(),
    task_id: z.string(),
    name: z.string(),
    artifact_type: z.string(),
    media_type: z.string(),
    version: z.int(),
    previous_id: text,
    file_path: text,
    size: z.int(),
    sha256: z.string(),
    created_by: z.string(),
    created_at: time,
  })
  .meta({ id: 'Artifact' });

export const artifactsAnswer = z.looseObject({ artifacts: z.array(artifactAnswer), ...page });
