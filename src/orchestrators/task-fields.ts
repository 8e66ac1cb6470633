import { z } from 'zod';
import type { Need } from '../domain/definition.js';
import {
  condition,
  duration,
  durationOrTimeOrTemplate,
  hasTemplate,
  idText,
  jsonObject,
  jsonValue,
  label,
  optional,
  templateText,
  wholeNumber,
} from './authored-values.js';
import { childTask } from './child-task.js';

const NEED_ERROR = 'must be the id of a sibling, an absolute path such as /build/compile, or an object with "task"';

/** A sibling's id or an absolute path. */
const needTarget = z
  .string({ error: NEED_ERROR })
  .regex(/^(?:[A-Za-z0-9_-]{1,100}|(?:\/[A-Za-z0-9_-]{1,100}){1,60})$/, { error: NEED_ERROR });

const needObject = z.strictObject({
  task: needTarget.describe("A sibling's id, or an absolute path."),
  run: optional(idText).describe('The id of another run of the workspace; this run when left out.'),
  type: optional(z.enum(['completion', 'approval', 'data', 'prerequisite', 'blocks', 'related'])).describe(
    'completion (default), approval, data, prerequisite (checked before completing), blocks (the other way round), related (gates nothing).',
  ),
  output: optional(label).describe('For type data: the name of the output that must be there.'),
  description: optional(templateText).describe('Why it is needed.'),
  roles: optional(z.array(label).min(1)).describe('For type approval: the roles whose decision counts.'),
  users: optional(z.array(label).min(1)).describe('For type approval: the persons whose decision counts.'),
  quorum: optional(wholeNumber(1, 1_000)).describe('For type approval: how many have to approve.'),
});

type AuthoredNeed = string | z.input<typeof needObject>;

/** A need as parsed, still with `blocks`, which the parser writes out at the other task. */
export type ParsedNeed = Omit<Need, 'type'> & { readonly type: Need['type'] | 'blocks' };

const need = z.union([needTarget, needObject], { error: NEED_ERROR }).transform(toNeed);

/** However it was written, its fields have one order: they are part of what is hashed. */
function toNeed(authored: AuthoredNeed): ParsedNeed {
  const { task, type = 'completion', ...rest } = typeof authored === 'string' ? { task: authored } : authored;
  return { task, type, ...rest };
}

const QUEUE_ERROR = 'must be the name of a task queue: a text of 1 to 200 characters without expressions';

/** The fields that every task has, whatever its kind. */
export const taskFields = z.object({
  id: optional(idText).describe('Unique among its siblings. It becomes a part of the path, as in /build/compile.'),
  kind: optional(label).describe(
    'basic, wait, signal, router, parallel, collection, composite or aggregate. A task with "action" is basic, one with "tasks" composite, unless it says otherwise.',
  ),
  type: optional(label).describe('A free label such as epic or deployment; a registered type adds defaults.'),
  title: optional(templateText).describe('A short title for people.'),
  description: optional(templateText).describe('What the task is for.'),
  needs: optional(z.array(need, { error: 'must be a list of ids, paths or objects with "task"' })).describe(
    'The tasks that must have ended well before this one starts: ids of siblings, absolute paths, or objects with "task".',
  ),
  when: optional(condition).describe('A condition; when it is false the task is skipped.'),
  outputs: optional(jsonValue).describe('What the task puts out instead of its own result; may contain ${{ }}.'),
  attributes: optional(jsonObject).describe('Free data that is kept with the task; may contain ${{ }}.'),
  timeout: optional(duration).describe('How long one attempt (of a wait: the whole wait) may take, as in 90s or 2h.'),
  deadline: optional(durationOrTimeOrTemplate).describe(
    'How long the whole task may take, all attempts together: a duration, or a time such as 2030-01-31T09:00:00Z.',
  ),
  on_error: optional(
    z.union([z.enum(['fail', 'continue']), childTask], { error: 'must be "fail", "continue" or a task' }),
  ).describe('What happens when the task has failed: fail (default), continue, or a task that handles it.'),
  compensate: optional(childTask).describe('A task that undoes this one when a later sibling in a composite fails.'),
  specialist: optional(label).describe('The role that works on it, such as tester.'),
  queue: optional(
    z
      .string({ error: QUEUE_ERROR })
      .min(1, { error: QUEUE_ERROR })
      .max(200, { error: QUEUE_ERROR })
      .refine((name) => !hasTemplate(name), { error: QUEUE_ERROR }),
  ).describe('The task queue of the workers that execute it; what is below it inherits it.'),
  priority: optional(wholeNumber(1, 5)).describe('From 1 (first) to 5; 3 unless said.'),
  concurrency: optional(
    z.strictObject({
      key: templateText.describe('Tasks with the same key share the limit; may contain ${{ }}.'),
      limit: wholeNumber(1, 10_000).describe('How many of them run at once.'),
    }),
  ).describe('Limits how many tasks with the same key run at once, over all runs.'),
});

export type AuthoredTaskFields = Omit<z.input<typeof taskFields>, 'kind'>;
