import type { Hono } from 'hono';
import { TaskwrightError } from '../../domain/errors.js';
import { contentRoute } from '../routes/artifacts.js';
import { RUN_STATUSES } from '../routes/runs.js';
import { renderApprovalsPage } from './approvals-page.js';
import { ASSET_NAMES, readAsset } from './assets.js';
import { listApprovals } from './list-approvals.js';
import { answerPage, signedIn, withProblems, type PageEnv, type PageHandler, type PageParts } from './page-request.js';
import { readEdges } from './read-edges.js';
import { describeNews, renderRun, renderRunPage } from './run-page.js';
import { renderRunsPage } from './runs-page.js';
import { showDecision, takeDecision } from './serve-decision.js';
import { showSignIn, signIn, signOut } from './serve-sign-in.js';

/** The pages for people: what waits for their decision, and how runs stand. */
export function servePages(app: Hono<PageEnv>, parts: PageParts): void {
  const page = (handle: PageHandler) => signedIn(parts, handle);
  const { streams } = parts;

  for (const name of ASSET_NAMES) app.get(`/assets/${name}`, () => readAsset(name));
  app.get('/', (c) => c.redirect('/approvals', 302));
  app.get('/sign-in', withProblems(parts, showSignIn));
  app.post(
    '/sign-in',
    withProblems(parts, (c) => signIn(c, parts)),
  );
  app.post(
    '/sign-out',
    withProblems(parts, (c) => signOut(c, parts)),
  );
  app.get(
    '/approvals',
    page(async ({ viewer, context }) =>
      answerPage(renderApprovalsPage({ approvals: await listApprovals(context), viewer })),
    ),
  );
  app.get('/approvals/:task_id', page(showDecision));
  app.post(
    '/approvals/:task_id',
    page((request) => takeDecision(request, parts.gateway.publicHosts)),
  );
  app.get('/runs', page(showRuns));
  app.get('/runs/:run_id', page(showRun));
  app.get(
    '/runs/:run_id/stream',
    page(async ({ viewer, context }) => {
      const { client, caller, params } = context;
      const runId = params['run_id'] ?? '';
      await client.snapshot(runId);
      const callerId = caller.id;
      return streams.open({
        ...{ callerId, client, runId },
        describe: async (before, now) => ({
          html: String(await renderRun({ snapshot: now, edges: await readEdges(context, now), viewer })),
          news: describeNews(before, now),
        }),
      });
    }),
  );
  app.get(
    '/artifacts/:artifact_id',
    page(async ({ context }) => {
      const { body } = await contentRoute.answer(context, { query: {}, body: undefined });
      if (body instanceof Response) return body;
      throw new TaskwrightError('internal', 'The artifact has no content.');
    }),
  );
}

const showRun: PageHandler = async ({ viewer, context }) => {
  const snapshot = await context.client.snapshot(context.params['run_id'] ?? '');
  return answerPage(renderRunPage({ snapshot, edges: await readEdges(context, snapshot), viewer }));
};

const showRuns: PageHandler = async ({ c, viewer, context }) => {
  const asked = c.req.query('status') ?? '';
  const status = RUN_STATUSES.find((one) => one === asked) ?? null;
  if (status === null && asked !== '') {
    throw new TaskwrightError('invalid_input', `There is no status "${asked.slice(0, 100)}".`, {
      hint: `The statuses are ${RUN_STATUSES.join(', ')}.`,
    });
  }
  const cursor = c.req.query('cursor');
  const found = await context.client.list({ ...(status !== null && { status: [status] }), cursor });
  return answerPage(renderRunsPage({ page: found, status, viewer }));
};
