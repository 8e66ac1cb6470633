import { z } from 'zod';
import { registerSpecialistInput, registerTaskTypeInput } from '../../tasks/verbs/manage-registrations.js';
import type { Route } from '../route.js';
import { verbRoute } from './verb-route.js';

const nothing = z.strictObject({});

/** Roles and types of tasks. */
export const registrationRoutes: readonly Route[] = [
  verbRoute({
    method: 'get',
    path: '/v1/specialists',
    summary: 'The roles that work can be given to.',
    scope: 'read',
    query: nothing,
    verb: (tasks, input) => tasks.listSpecialists(input),
  }),
  verbRoute({
    method: 'post',
    path: '/v1/specialists',
    summary: 'Register a role.',
    scope: 'work',
    status: 201,
    body: registerSpecialistInput,
    verb: (tasks, input) => tasks.registerSpecialist(input),
  }),
  verbRoute({
    method: 'delete',
    path: '/v1/specialists/{name}',
    summary: 'Forget a registered role; a file of that name counts again.',
    scope: 'work',
    query: nothing,
    verb: (tasks, input) => tasks.unregisterSpecialist(input),
  }),
  verbRoute({
    method: 'get',
    path: '/v1/task-types',
    summary: 'The types of tasks that bring a kind and defaults.',
    scope: 'read',
    query: nothing,
    verb: (tasks, input) => tasks.listTaskTypes(input),
  }),
  verbRoute({
    method: 'post',
    path: '/v1/task-types',
    summary: 'Register a type of tasks.',
    scope: 'work',
    status: 201,
    body: registerTaskTypeInput,
    verb: (tasks, input) => tasks.registerTaskType(input),
  }),
  verbRoute({
    method: 'delete',
    path: '/v1/task-types/{name}',
    summary: 'Forget a registered type; tasks of it stay as they are.',
    scope: 'work',
    query: nothing,
    verb: (tasks, input) => tasks.unregisterTaskType(input),
  }),
];
