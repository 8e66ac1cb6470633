/** Where people decide about a task by the pages of the gateway; nowhere while its address is not known. */
export function toDecideUrl(gatewayUrl: string | null, workspace: string): (taskId: string) => string | null {
  if (gatewayUrl === null) return () => null;
  const base = gatewayUrl.replace(/\/+$/, '');
  // The gateway may have another one that is usual.
  const query = `?workspace=${encodeURIComponent(workspace)}`;
  return (taskId) => `${base}/approvals/${encodeURIComponent(taskId)}${query}`;
}
