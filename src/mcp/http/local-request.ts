const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a request came to this machine by a name of its own, and from no page of somewhere else: a page that a name was
 * bound to (DNS rebinding) sends a foreign Host or Origin.
 */
export function isLocalRequest(headers: Headers): boolean {
  const host = headers.get('host');
  const origin = headers.get('origin');
  return host !== null && isLocal(`http://${host}`) && (origin === null || isLocal(origin));
}

function isLocal(address: string): boolean {
  return URL.canParse(address) && LOCAL_HOSTS.has(new URL(address).hostname);
}
