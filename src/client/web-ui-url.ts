import type { RunRecord } from '../store/store.js';

/** The address of a run in Temporal's Web UI. `namespaceUrl` ends in `/namespaces/<name>`. */
export function toWebUiUrl(
  namespaceUrl: string | null,
  { runKey, temporalRunId }: Pick<RunRecord, 'runKey' | 'temporalRunId'>,
): string | null {
  if (namespaceUrl === null) return null;
  const workflow = `${namespaceUrl}/workflows/${encodeURIComponent(runKey)}`;
  return temporalRunId === null ? workflow : `${workflow}/${temporalRunId}`;
}

/** Null where the address of the Web UI is not known. */
export function toNamespaceUrl(uiUrl: string | null, namespace: string): string | null {
  return uiUrl === null ? null : `${uiUrl.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(namespace)}`;
}
