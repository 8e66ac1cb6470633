import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { JsonObject, JsonValue } from '../../domain/json.js';

/** Decompresses what was sent compressed, up to `maxBytes`; rejects with ERR_BUFFER_TOO_LARGE beyond. */
export async function decodeBody(
  bytes: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const decompress = DECOMPRESSORS[encoding?.trim().toLowerCase() ?? ''];
  return decompress && bytes.length > 0 ? decompress(bytes, { maxOutputLength: maxBytes }) : bytes;
}

/** JSON where the type says so and it parses, else text; `{ base64 }` for what is no UTF-8. */
export function parseBody(bytes: Uint8Array, contentType: string | undefined): JsonValue {
  const isJson = JSON_TYPE.test(contentType ?? '');
  if (bytes.length === 0) return isJson ? null : '';
  const text = decodeText(bytes, contentType);
  if (text === null) return { base64: Buffer.from(bytes).toString('base64') };
  return isJson ? parseJson(text) : text;
}

/** Names in lower case; what came more than once is joined. */
export function toHeaderObject(headers: Readonly<Record<string, string | string[] | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

const JSON_TYPE = /^\s*[\w.-]+\/(?:[^\s;]+\+)?json\s*(?:;|$)/i;

type Decompress = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const DECOMPRESSORS: Readonly<Record<string, Decompress>> = {
  gzip: promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(gunzip),
  'x-gzip': promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(gunzip),
  deflate: promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(inflate),
  br: promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(brotliDecompress),
};

function decodeText(bytes: Uint8Array, contentType: string | undefined): string | null {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) return decodeCharset(bytes, charset);
  return isUtf8(bytes)
    ? withoutByteOrderMark(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString())
    : null;
}

/** Null where the charset is unknown or the bytes do not fit it. */
function decodeCharset(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parseJson(text: string): JsonValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
