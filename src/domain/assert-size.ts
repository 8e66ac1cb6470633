import { TaskwrightError } from './errors.js';
import type { JsonValue } from './json.js';

/** Throws invalid_input for a value of more bytes as JSON. */
export function assertSize(value: JsonValue, limit: { readonly what: string; readonly maxBytes: number }): void {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= limit.maxBytes) return;
  throw new TaskwrightError(
    'invalid_input',
    `The ${limit.what} has ${Math.ceil(bytes / 1024)} KiB; at most ${limit.maxBytes / 1024} KiB are taken.`,
    { hint: 'Store it elsewhere and pass where it is.' },
  );
}
