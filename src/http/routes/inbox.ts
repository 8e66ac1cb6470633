import { z } from 'zod';
import { DELIVERY_STATUSES } from '../../inbox/delivery.js';
import { receiptAnswer } from '../answers.js';
import { inboxAnswer } from '../record-answers.js';
import { defineRoute, type Route } from '../route.js';
import { pageLimit } from './runs.js';

export const inboxRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/inbox',
    tag: 'inbox',
    summary: 'What came from outside and reached nothing, was refused, or is kept; newest first.',
    scope: 'read',
    query: z.strictObject({ status: z.enum(DELIVERY_STATUSES).optional(), limit: pageLimit.optional() }),
    answers: inboxAnswer,
    handle: async ({ inbox, workspace }, { query }) => ({ deliveries: await inbox.list({ workspace, ...query }) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/inbox/{id}/deliver',
    tag: 'inbox',
    summary: 'Deliver it again.',
    scope: 'admin',
    status: 202,
    answers: receiptAnswer,
    handle: ({ inbox, workspace, params, caller }) =>
      inbox.deliverAgain({ workspace, id: params['id'] ?? '', sender: caller.actor.name }),
  }),
];
