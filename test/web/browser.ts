import type { TestGateway } from './gateway.js';

export interface Page {
  readonly status: number;
  readonly text: string;
  /** Where it leads; null for none. */
  readonly location: string | null;
  readonly headers: Headers;
}

/** Speaks to the pages as a browser does: keeps the cookie, says where forms come from, follows nothing by itself. */
export interface Browser {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Page>;
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Page>;
  signIn(token: string, next?: string): Promise<Page>;
  /** What stands hidden in the forms of a page. */
  fieldsOf(path: string): Promise<Record<string, string>>;
  cookie(): string;
}

export function openBrowser({ url }: Pick<TestGateway, 'url'>): Browser {
  let cookie = '';
  const ask = async (path: string, init: RequestInit, headers: Readonly<Record<string, string>> = {}) => {
    const sent = { ...(cookie !== '' && { cookie }), ...headers };
    const response = await fetch(`${url}${path}`, { ...init, redirect: 'manual', headers: sent });
    for (const set of response.headers.getSetCookie()) cookie = set.split(';')[0] ?? '';
    const { status } = response;
    return {
      status,
      text: await response.text(),
      location: response.headers.get('location'),
      headers: response.headers,
    };
  };
  const post: Browser['post'] = (path, fields, headers = {}) =>
    ask(path, { method: 'POST', body: new URLSearchParams(fields) }, { origin: url, ...headers });
  return {
    get: (path, headers) => ask(path, {}, headers),
    post,
    signIn: (token, next = '/approvals') => post('/sign-in', { token, next }),
    async fieldsOf(path) {
      const { text } = await ask(path, {});
      const found = text.matchAll(/<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"/g);
      return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
    },
    cookie: () => cookie,
  };
}
