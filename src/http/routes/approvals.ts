import { defineRoute, type Route } from '../route.js';

export const approvalRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/approvals',
    tag: 'approvals',
    summary: 'What waits for a decision: who has decided, who still has to, and until when.',
    scope: 'read',
    handle: async ({ client }) => ({
      approvals: (await client.listWaiting()).flatMap(({ waiting, ...task }) =>
        waiting.for === 'approval' ? [{ ...task, ...waiting }] : [],
      ),
    }),
  }),
];
