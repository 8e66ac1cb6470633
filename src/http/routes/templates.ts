import { z } from 'zod';
import { createFromTemplateInput } from '../../tasks/verbs/create-from-template.js';
import { createTemplateInput, listTemplatesInput } from '../../tasks/verbs/manage-templates.js';
import { listTemplateSchedulesInput, scheduleTemplateInput } from '../../tasks/verbs/schedule-template.js';
import type { Route } from '../route.js';
import { verbRoute } from './verb-route.js';

const tag = 'templates';

export const templateRoutes: readonly Route[] = [
  verbRoute({
    method: 'get',
    path: '/v1/templates',
    tag,
    summary: 'List templates.',
    scope: 'read',
    query: listTemplatesInput,
    verb: (tasks, input) => tasks.listTemplates(input),
  }),
  verbRoute({
    method: 'post',
    path: '/v1/templates',
    tag,
    summary: 'Keep a template.',
    scope: 'work',
    status: 201,
    body: createTemplateInput
      .partial()
      .loose()
      .describe('Under "template" the template, as an object or a text of JSON5 or YAML; or the template itself.'),
    verb(tasks, input) {
      const { overwrite = false, ...template } = input;
      return tasks.createTemplate(input['template'] === undefined ? { template, overwrite } : input);
    },
  }),
  verbRoute({
    method: 'get',
    path: '/v1/templates/{template_id}',
    tag,
    summary: 'A template with its parameters and its tree.',
    scope: 'read',
    query: z.strictObject({}),
    verb: (tasks, input) => tasks.getTemplate(input),
  }),
  verbRoute({
    method: 'delete',
    path: '/v1/templates/{template_id}',
    tag,
    summary: 'Forget a template; tasks that were made of it stay.',
    scope: 'work',
    query: z.strictObject({}),
    verb: (tasks, input) => tasks.deleteTemplate(input),
  }),
  verbRoute({
    method: 'post',
    path: '/v1/templates/{template_id}/instantiate',
    tag,
    summary: 'Make the tasks of a template, all or none.',
    scope: 'work',
    status: 201,
    body: createFromTemplateInput.omit({ template_id: true }),
    isRepeatable: true,
    verb: (tasks, input) => tasks.createFromTemplate(input),
  }),
  verbRoute({
    method: 'post',
    path: '/v1/templates/{template_id}/schedules',
    tag,
    summary: 'Make the tasks of a template at times; a schedule of that id is changed.',
    scope: 'work',
    status: 201,
    body: scheduleTemplateInput.omit({ template_id: true }),
    verb: (tasks, input) => tasks.scheduleTemplate(input),
  }),
  verbRoute({
    method: 'get',
    path: '/v1/template-schedules',
    tag,
    summary: 'List the schedules of templates.',
    scope: 'read',
    query: listTemplateSchedulesInput,
    verb: (tasks, input) => tasks.listTemplateSchedules(input),
  }),
  verbRoute({
    method: 'delete',
    path: '/v1/template-schedules/{schedule_id}',
    tag,
    summary: 'Forget a schedule of a template; what it made stays.',
    scope: 'work',
    query: z.strictObject({}),
    verb: (tasks, input) => tasks.unscheduleTemplate(input),
  }),
];
