import { Ajv, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonObject } from '../domain/json.js';

type Draft = '2020-12' | '2019-09' | '7';

interface Compiler {
  readonly ajv: Ajv;
  /** What it had to say about the schemas so far. */
  readonly notes: string[];
}

/** `ownProperties`: what stands on `Object.prototype` is not in a value. */
const COMMON: Options = {
  strict: false,
  allErrors: true,
  ownProperties: true,
  addUsedSchema: false,
  validateSchema: false,
};

/** Notes formats that are not known. */
export const STRICT_FORMATS: Options = COMMON;

/** Notes keywords that are not known; formats would be errors instead of notes. */
export const STRICT_KEYWORDS: Options = { ...COMMON, strictSchema: 'log', validateFormats: false };

/** Null for a draft that is not known. */
export function draftOf({ $schema }: JsonObject): Draft | null {
  if ($schema === undefined) return '2020-12';
  const draft =
    typeof $schema === 'string' ? /\/\/json-schema\.org\/(draft.+)\/schema#?$/.exec($schema)?.[1] : undefined;
  if (draft === 'draft/2020-12' || draft === 'draft/2019-09') return draft === 'draft/2020-12' ? '2020-12' : '2019-09';
  return draft === 'draft-07' || draft === 'draft-06' ? '7' : null;
}

/** A compiler keeps something of every schema that it has compiled, so that it is used that often only. */
const MAX_USES = 200;

const shared = new Map<Options, Map<Draft, Compiler & { uses: number }>>();

/**
 * A compiler for the schema's draft. Making one takes some ten milliseconds, so that it is shared, but not by schemas
 * with an `$id`, which would see each other.
 */
export function takeCompiler(schema: JsonObject, options: Options): Compiler {
  const draft = draftOf(schema) ?? '2020-12';
  if (schema.$id !== undefined) return createCompiler(draft, options);
  const byDraft = shared.get(options) ?? new Map<Draft, Compiler & { uses: number }>();
  shared.set(options, byDraft);
  const known = byDraft.get(draft);
  const compiler =
    known === undefined || known.uses >= MAX_USES ? { ...createCompiler(draft, options), uses: 0 } : known;
  byDraft.set(draft, compiler);
  compiler.uses += 1;
  compiler.notes.length = 0;
  return compiler;
}

const CLASSES = { '2020-12': Ajv2020, '2019-09': Ajv2019, '7': Ajv } as const satisfies Record<Draft, typeof Ajv>;

function createCompiler(draft: Draft, options: Options): Compiler {
  const notes: string[] = [];
  const note = (...words: unknown[]): void => void notes.push(words.map(String).join(' '));
  const ajv = new CLASSES[draft]({ ...options, logger: { log: note, warn: note, error: note } });
  addFormats.default(ajv);
  return { ajv, notes };
}
