import type { Happening } from '../happening.js';

const HEADLINES: Readonly<Record<string, string>> = {
  'approval.waiting': 'Approval needed',
  'approval.reminded': 'Approval still needed',
  'approval.escalated': 'Approval escalated',
  'approval.delegated': 'Approval delegated',
  'approval.decided': 'Decided',
  'task.overdue': 'Overdue',
  'task.failed': 'Task failed',
  'task.timed_out': 'Task timed out',
  'task.completed': 'Task completed',
  'run.failed': 'Run failed',
  'run.timed_out': 'Run timed out',
  'run.completed': 'Run completed',
  'run.cancelled': 'Run cancelled',
};

/** One line, without line breaks. */
export function toHeadline({ event, title, definition, runId, actor, status }: Happening): string {
  const what = HEADLINES[event] ?? event;
  const decided =
    event === 'approval.decided' ? ` (${status === 'completed' ? 'approved' : 'rejected'} by ${actor})` : '';
  const subject = event.startsWith('run.') ? `${definition}, ${runId}` : `${title}${decided}`;
  return `${what}: ${subject}`.replace(/\s+/g, ' ').slice(0, 300);
}

/** The rest, a line each; the link comes last. */
export function toLines(happening: Happening): readonly string[] {
  const { event, runId, definition, version, path, approval, error, dueAt, reason, notes, contacts, link } = happening;
  const where = event.startsWith('run.') || path === '/' ? '' : `, task ${path}`;
  return [
    `Run ${runId} of ${definition}${version === null ? '' : ` ${version}`}${where}`,
    ...(approval === null ? [] : [`Needed: ${approval.stillNeeded}`]),
    ...(error === null ? [] : [`${error.code}: ${error.message}`]),
    ...(dueAt === null ? [] : [`Due: ${dueAt}`]),
    ...(contacts.length === 0 ? [] : [`Contacts: ${contacts.join(', ')}`]),
    ...(reason === null || reason === notes ? [] : [`Reason: ${reason}`]),
    ...(notes === null ? [] : [`Notes: ${notes}`]),
    ...(link === null ? [] : [link]),
  ].map((line) => line.replace(/\s+/g, ' ').slice(0, 1_000));
}

/** What an incoming webhook of Slack takes. */
export function toSlackMessage(happening: Happening): { readonly text: string; readonly blocks: readonly object[] } {
  const headline = escapeSlack(toHeadline(happening));
  const lines = toLines(happening).filter((line) => line !== happening.link);
  const text = [`*${headline}*`, ...lines.map(escapeSlack)].join('\n').slice(0, 2_900);
  const button = { type: 'button', text: { type: 'plain_text', text: 'Open' }, url: happening.link };
  return {
    text: headline,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text } },
      ...(happening.link === null ? [] : [{ type: 'actions', elements: [button] }]),
    ],
  };
}

function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
