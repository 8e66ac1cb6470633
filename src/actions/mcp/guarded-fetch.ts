import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { fetch, type Agent } from 'undici';

/** Told of a response that ended: calls that it was to answer and did not will never be answered. */
export type OnAnswerEnd = (sent: string) => void;

/**
 * What the transport of Streamable HTTP calls servers with: each connection is checked by the agent. A stream that a server
 * may resume (its events have ids) is not reported as ended.
 */
export function createGuardedFetch(agent: Agent, onAnswerEnd: OnAnswerEnd): FetchLike {
  return async (url, init = {}) => {
    const { body } = init;
    const response = await fetch(url, {
      method: init.method ?? 'GET',
      headers: [...new Headers(init.headers)],
      redirect: init.redirect ?? 'manual',
      signal: init.signal ?? null,
      body: typeof body === 'string' ? body : null,
      dispatcher: agent,
    });
    const { status, statusText, headers } = response;
    const shown = { status, statusText, headers: [...headers] };
    if (response.body === null || status === 204) return new Response(null, shown);
    const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true;
    const bytes = readAll(response.body);
    return new Response(
      ReadableStream.from(isStream && typeof body === 'string' ? reportEnd(bytes, () => onAnswerEnd(body)) : bytes),
      shown,
    );
  };
}

async function* readAll(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield chunk;
}

const EVENT_ID = /(?:^|\n)id:/;

async function* reportEnd(stream: AsyncIterable<Uint8Array>, onEnd: () => void): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder();
  let isResumable = false;
  let isFirst = true;
  try {
    for await (const chunk of stream) {
      // A server that numbers its events numbers the first.
      if (isFirst) isResumable = EVENT_ID.test(decoder.decode(chunk));
      isFirst = false;
      yield chunk;
    }
  } finally {
    if (!isResumable) onEnd();
  }
}
