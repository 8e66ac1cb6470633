import { createHash } from 'node:crypto';

/** The id of the run that a task starts: the same for every attempt of a visit, so that it is started once. */
export function toChildRunId(runKey: string, at: { readonly path: string; readonly visit: number }): string {
  const digest = createHash('sha256').update(`${runKey}\n${at.path}\n${at.visit}`).digest('hex').slice(0, 12);
  const readable = at.path.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  const stem = `${runKey.slice(runKey.lastIndexOf('/') + 1).slice(0, 50)}-${readable.slice(-30)}`.replace(/-+$/, '');
  return `${stem}-${digest}`;
}
