import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDefinitionRef, type DefinitionRef } from '../../client/definition-ref.js';
import { TaskwrightError } from '../../domain/errors.js';
import { ID_RULE } from '../../domain/ids.js';

export type Target = { readonly type: 'file'; readonly file: string } | ({ readonly type: 'pushed' } & DefinitionRef);

/** `FILE|ID[@VERSION]`: a file that exists, or what can only be a file by its name; else a definition that was pushed. */
export function parseTarget(text: string, cwd: string): Target {
  if (looksLikeFile(text) || statSync(resolve(cwd, text), { throwIfNoEntry: false })?.isFile()) {
    return { type: 'file', file: text };
  }
  const ref = parseDefinitionRef(text);
  if (ref !== null) return { type: 'pushed', ...ref };
  throw new TaskwrightError('invalid_input', `"${text}" is neither a file nor the id of a definition.`, {
    hint: `Write FILE, ID or ID@VERSION. ${ID_RULE}`,
  });
}

function looksLikeFile(text: string): boolean {
  return /[\\/]/.test(text) || /\.(ya?ml|json|[cm]?[jt]s)$/i.test(text);
}
