import { randomUUID } from 'node:crypto';
import { assertScope, type Caller } from '../../access/caller.js';
import { ERROR_CODES, isErrorCode, TaskwrightError } from '../../domain/errors.js';
import { answerWithKey } from '../idempotency.js';
import { toProblem } from '../refusal.js';
import { decisionRoute } from '../routes/tasks.js';
import { renderDecisionPage, type DecisionPageView } from './decision-page.js';
import type { DecisionView } from './decision.js';
import { answerPage, type PageHandler, type PageRequest } from './page-request.js';
import { toSentences } from './problem-page.js';
import { readDecision } from './read-decision.js';
import { assertFormToken, readForm } from './read-form.js';

export const showDecision: PageHandler = async (request) => {
  const { c, viewer, context } = request;
  const view = await readDecision(context, taskIdOf(request));
  const said = c.req.query('said');
  // An address says anything: only what has been decided is said to be so.
  const last = view.decisions.findLast(({ by }) => by === viewer.name)?.decision;
  const isTaken = said !== undefined && last?.split(' ')[0] === said;
  const message = isTaken ? { isProblem: false, text: toThanks(said) } : null;
  return answerPage(renderDecisionPage(toPage(request, view, { message, comment: '' })));
};

/** The same verb as the API's; a form that is sent twice counts once. What is refused is said on the page. */
export async function takeDecision(request: PageRequest, publicHosts: readonly string[]): Promise<Response> {
  const { c, viewer, context } = request;
  const form = await readForm(c, publicHosts);
  assertFormToken(form, viewer.formToken);
  assertScope(context.caller, decisionRoute.scope);
  const taskId = taskIdOf(request);
  const decision = form.get('decision') ?? '';
  const comment = (form.get('comment') ?? '').replaceAll('\r\n', '\n').trim();
  try {
    const to = form.get('to')?.trim() ?? '';
    const body = { decision, ...(to !== '' && { to }), ...(comment !== '' && { comment }) };
    const key = form.get('request_id') ?? randomUUID();
    await answerWithKey(decisionRoute, context, { key, path: `/v1/tasks/${taskId}/decision`, query: {}, body });
  } catch (thrown) {
    const { status, headers, body } = toProblem(thrown, c.get('requestId'));
    if (!isAnswerOfForm(body['code'])) throw thrown;
    const message = { isProblem: true, text: toSentences(body) };
    const view = await readDecision(context, taskId);
    return answerPage(renderDecisionPage(toPage(request, view, { message, comment })), { status, headers });
  }
  return c.redirect(viewer.link(`/approvals/${encodeURIComponent(taskId)}`, { said: decision }), 303);
}

/** Where there is a task to show it on, and somebody to mend it. */
function isAnswerOfForm(code: unknown): boolean {
  return isErrorCode(code) && code !== 'not_found' && ERROR_CODES[code].fault === 'caller';
}

function toPage(
  { viewer, context }: PageRequest,
  view: DecisionView,
  last: Pick<DecisionPageView, 'message' | 'comment'>,
): DecisionPageView {
  return { view, viewer, maySay: hasScope(context.caller), requestId: randomUUID(), ...last };
}

function hasScope(caller: Caller): boolean {
  try {
    assertScope(caller, decisionRoute.scope);
    return true;
  } catch (thrown) {
    if (thrown instanceof TaskwrightError) return false;
    throw thrown;
  }
}

function taskIdOf({ context }: PageRequest): string {
  return context.params['task_id'] ?? '';
}

function toThanks(word: string): string {
  return THANKS.get(word) ?? 'It was taken.';
}

const THANKS: ReadonlyMap<string, string> = new Map([
  ['approve', 'You have approved it.'],
  ['reject', 'You have rejected it.'],
  ['request_changes', 'You have asked for changes.'],
  ['withdraw', 'You have withdrawn what you said.'],
  ['delegate', 'You have handed it over.'],
]);
