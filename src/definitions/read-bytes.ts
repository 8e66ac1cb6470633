import type { ReadSource } from './authored-source.js';
import { MAX_DEFINITION_BYTES, readText, type ReadTextOptions } from './read-text.js';

/** As `readText`, of bytes that have to be UTF-8. */
export function readBytes(bytes: Uint8Array, options: ReadTextOptions): ReadSource {
  if (bytes.length > MAX_DEFINITION_BYTES) {
    return refuse('A definition has 1 MiB at most.', 'Split it and start the parts with the action "run".', options);
  }
  try {
    return readText(new TextDecoder('utf-8', { fatal: true }).decode(bytes), options);
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    return refuse('This is not a text in UTF-8.', 'Name a YAML or JSON file that is saved as UTF-8.', options);
  }
}

function refuse(message: string, hint: string, { file = null }: ReadTextOptions): ReadSource {
  const problem = { code: 'invalid_definition', message, file, line: 1, column: 1, path: null, hint } as const;
  return { source: null, problems: [problem] };
}
