import JSON5 from 'json5';
import { parse } from 'yaml';
import { TaskwrightError, toMessage } from '../../domain/errors.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import { jsonObject, parseInput } from '../inputs/scalars.js';

const MAX_TEXT_BYTES = 1_048_576;

/** Of a template, a role or a type: JSON, JSON5 or YAML. Throws invalid_input, naming `subject`. */
export function readAuthoredText(text: string, subject: string): JsonObject {
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES)
    throw new TaskwrightError('invalid_input', `${subject} has 1 MiB at most.`);
  const isJson = /^\s*(?:\{(?!\{)|\/\/|\/\*)/.test(text);
  return toAuthoredObject(isJson ? readJson5(text, subject) : readYaml(text, subject), subject);
}

/** Throws invalid_input for what is no JSON object. */
export function toAuthoredObject(value: unknown, subject: string): JsonObject {
  try {
    if (isJsonObject(value)) return parseInput(jsonObject, value, subject);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new TaskwrightError('invalid_input', `${subject} nests too deeply.`);
  }
  throw new TaskwrightError('invalid_input', `${subject} must be an object.`);
}

function readJson5(text: string, subject: string): unknown {
  try {
    return JSON5.parse(text);
  } catch (thrown) {
    throw unreadable(subject, 'JSON5', thrown);
  }
}

function readYaml(text: string, subject: string): unknown {
  try {
    return parse(text, { version: '1.2', stringKeys: true, maxAliasCount: 100, logLevel: 'error' });
  } catch (thrown) {
    throw unreadable(subject, 'YAML', thrown);
  }
}

function unreadable(subject: string, language: string, thrown: unknown): TaskwrightError {
  const [what = ''] = toMessage(thrown).split('\n');
  return new TaskwrightError('invalid_input', `${subject} is not ${language}: ${what.replace(/[.:]$/, '')}.`, {
    hint: 'A text that begins with "{" is read as JSON5, any other as YAML, where placeholders stand in quotes.',
    cause: thrown,
  });
}
