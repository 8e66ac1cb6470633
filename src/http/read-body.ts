import type { Context } from 'hono';
import { TaskwrightError } from '../domain/errors.js';
import { Refusal } from './refusal.js';

/** Bytes of a request's body, unless a route says less. */
export const MAX_BODY_BYTES = 1_048_576;

/** The body as it was sent. Throws 413 as soon as it is longer than allowed, whatever its head says. */
export async function readBytes(c: Context, maxBytes: number): Promise<Uint8Array> {
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const stream: ReadableStream<Uint8Array> | null = c.req.raw.body;
  if (stream === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Undefined for an empty body. Throws invalid_input for what is not JSON in UTF-8. */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TaskwrightError('invalid_input', 'The body is not JSON in UTF-8.', {
      hint: "Send JSON, as in -d '{}'.",
      cause,
    });
  }
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(
    new TaskwrightError('invalid_input', `The body is too large: at most ${maxBytes / 1024} KiB are taken.`, {
      hint: 'Store it elsewhere and send where it is.',
    }),
    { status: 413, headers: { Connection: 'close' } },
  );
}
