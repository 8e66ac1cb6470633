import { listOpenApprovals } from '../open-approvals.js';
import { approvalsAnswer } from '../record-answers.js';
import { defineRoute, type Route } from '../route.js';

export const approvalRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/approvals',
    tag: 'approvals',
    summary: 'What waits for a decision: who has decided, who still has to, and until when.',
    scope: 'read',
    answers: approvalsAnswer,
    handle: async (context) => ({
      approvals: (await listOpenApprovals(context)).map(({ waiting, ...task }) => ({ ...task, ...waiting })),
    }),
  }),
];
