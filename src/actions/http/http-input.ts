import { z } from 'zod';
import { jsonInput } from '../json-input.js';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const queryValue = z.union([scalar, z.array(scalar)], {
  error: 'a query value is a text, a number, a boolean, null or a list of these',
});

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** They belong to the connection, or say how the body is framed. */
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const headerValue = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'a header is a text, a number, a boolean or null',
});

/** Null leaves a header or a query value out. */
export const httpInput = z.strictObject({
  url: z.string().superRefine((url, context) => {
    const problem = findUrlProblem(url);
    if (problem !== null) context.addIssue(problem);
  }),
  method: z
    .string()
    .toUpperCase()
    .regex(/^[A-Z]{1,20}$/, { error: 'a method is a word such as GET or POST' })
    .refine((method) => method !== 'CONNECT' && method !== 'TRACE', { error: 'CONNECT and TRACE are not allowed' })
    .default('GET'),
  query: z.record(z.string(), queryValue).default({}),
  headers: z
    .record(z.string(), headerValue)
    .superRefine((headers, context) => {
      const seen = new Set<string>();
      for (const [name, value] of Object.entries(headers)) {
        const problem = findHeaderProblem(name, value) ?? (seen.has(name.toLowerCase()) ? 'is given twice' : null);
        if (problem !== null) context.addIssue({ code: 'custom', path: [name], message: problem });
        seen.add(name.toLowerCase());
      }
    })
    .default({}),
  body: jsonInput.optional(),
});

export type HttpInput = z.output<typeof httpInput>;

/** Null for a URL that may be called, wherever it leads. Never repeats the URL, for there may be a secret in it. */
export function findUrlProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'not a URL; write it in full, as in https://example.com/path';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'only http and https URLs can be called';
  if (url.username !== '' || url.password !== '') {
    return 'a URL may not carry a user and password; send an authorization header with a secret in it';
  }
  return null;
}

function findHeaderProblem(name: string, value: string | number | boolean | null): string | null {
  if (!HEADER_NAME.test(name)) return 'not a header name';
  if (RESERVED_HEADERS.has(name.toLowerCase())) return 'this header is set by http itself';
  if (!HEADER_VALUE.test(String(value))) {
    return 'a header value has no line breaks, control characters or characters outside Latin-1';
  }
  return null;
}
