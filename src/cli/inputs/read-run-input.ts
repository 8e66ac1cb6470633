import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TaskwrightError, toMessage } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import type { Io } from '../io.js';
import { schemaOfKey, typeOf, typesOfSchema } from './types-of-schema.js';

/** What the command line says about a run's input, before the definition is known. */
export interface GivenInput {
  /** Of `--input`; undefined without it. */
  readonly base: JsonValue | undefined;
  /** Of `-i`, in order. */
  readonly pairs: readonly { readonly key: string; readonly text: string }[];
}

export interface InputOptions {
  readonly input?: string;
  readonly i?: readonly string[];
}

/** Throws invalid_input for what is no JSON, no file, or no `key=value`. */
export async function readGivenInput(io: Io, options: InputOptions): Promise<GivenInput> {
  const pairs = (options.i ?? []).map(parsePair);
  const base = options.input === undefined ? undefined : await readBase(io, options.input);
  if (pairs.length > 0 && base !== undefined && !isJsonObject(base)) {
    throw new TaskwrightError('invalid_input', 'The input of --input is no object, so that -i cannot add to it.', {
      hint: 'Leave -i out, or pass an object.',
    });
  }
  return { base, pairs };
}

/**
 * A run's input. The value of a pair is read as JSON, and stays text where it is none or where the schema wants text:
 * `-i version=1.0` is "1.0" where `version` is a string.
 */
export function toRunInput({ base = {}, pairs }: GivenInput, schema: JsonObject): JsonValue {
  if (pairs.length === 0 || !isJsonObject(base)) return base;
  const added = pairs.map(({ key, text }) => [key, toValue(text, key, schema)] as const);
  return Object.fromEntries([...Object.entries(base), ...added]);
}

function parsePair(text: string): { readonly key: string; readonly text: string } {
  const cut = text.indexOf('=');
  if (cut > 0) return { key: text.slice(0, cut), text: text.slice(cut + 1) };
  throw new TaskwrightError('invalid_input', `-i takes key=value, not "${text}".`, {
    hint: 'Write one -i for each key of the input.',
  });
}

async function readBase(io: Io, file: string): Promise<JsonValue> {
  const name = file === '-' ? 'The input from stdin' : `The input in ${file}`;
  const text = file === '-' ? await io.readInput() : await readText(resolve(io.cwd, file), file);
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (/\.ya?ml$/i.test(file)) return readYaml(text, name);
    throw notJson(name, 'JSON', thrown);
  }
}

async function readYaml(text: string, name: string): Promise<JsonValue> {
  const { parse } = await import('yaml');
  try {
    return JSON.parse(JSON.stringify(parse(text) ?? {}));
  } catch (thrown) {
    throw notJson(name, 'YAML', thrown);
  }
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', `The file ${file} of --input cannot be read.`, {
      hint: 'Name a file with JSON in it, or "-" for stdin.',
      cause: thrown,
    });
  }
}

function notJson(name: string, format: string, thrown: unknown): TaskwrightError {
  const [reason = ''] = toMessage(thrown).split('\n');
  return new TaskwrightError('invalid_input', `${name} is no ${format}: ${reason.replace(/[.:]$/, '')}.`, {
    hint: 'The input is an object, as in {"name": "Ada"}.',
    cause: thrown,
  });
}

function toValue(text: string, key: string, schema: JsonObject): JsonValue {
  const parsed = tryParseJson(text);
  if (parsed === undefined) return text;
  const types = typesOfSchema(schemaOfKey(schema, key), schema);
  if (types === null || !types.has('string')) return parsed;
  const type = typeOf(parsed);
  const isWanted = types.has(type) || (type === 'integer' && types.has('number'));
  return isWanted && types.size > 1 ? parsed : text;
}

function tryParseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
