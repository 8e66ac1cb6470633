/** What keys and supplied ids look like: task ids, run ids, definition ids, signal names, workspaces. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,100}$/;

const RESERVED_IDS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** The names of `Object.prototype` are refused: as keys of plain objects they would be found where nothing was put. */
export function isValidId(id: string): boolean {
  return ID_PATTERN.test(id) && !RESERVED_IDS.has(id);
}

export const ID_RULE = 'An id has 1 to 100 letters, digits, "-" or "_", and is not a name such as "constructor".';

/** The Temporal workflow id of a run. The workspace `default` is not written. */
export function toWorkflowId(workspace: string, runId: string): string {
  return workspace === 'default' ? runId : `${workspace}/${runId}`;
}

/** The other way round. */
export function toRunIds(runKey: string): { readonly workspace: string; readonly runId: string } {
  const cut = runKey.indexOf('/');
  return cut < 0
    ? { workspace: 'default', runId: runKey }
    : { workspace: runKey.slice(0, cut), runId: runKey.slice(cut + 1) };
}
