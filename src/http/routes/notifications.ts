import { z } from 'zod';
import { NOTIFICATION_STATUSES } from '../../notifications/status.js';
import { notificationsAnswer } from '../record-answers.js';
import { defineRoute, type Route } from '../route.js';
import { pageLimit } from './runs.js';

export const notificationRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/notifications',
    tag: 'notifications',
    summary: 'What waits for its channel, and what was given up; newest first.',
    scope: 'read',
    answers: notificationsAnswer,
    query: z.strictObject({ status: z.enum(NOTIFICATION_STATUSES).optional(), limit: pageLimit.optional() }),
    handle: async ({ notifications, workspace }, { query }) => ({
      notifications: await notifications.list({ workspace, ...query }),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/notifications/{id}/retry',
    tag: 'notifications',
    summary: 'Try again to deliver it.',
    scope: 'admin',
    status: 202,
    async handle({ notifications, workspace, params }) {
      const id = params['id'] ?? '';
      await notifications.retry({ workspace, id });
      return { id, status: 'pending' };
    },
  }),
];
