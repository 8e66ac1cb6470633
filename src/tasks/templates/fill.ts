import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { splitPlaceholders, type Placeholder } from './placeholder.js';

/** What placeholders stand for. */
export interface Scope {
  /** Names that are known, though an optional parameter may have been left out. */
  readonly declared: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, JsonValue>;
}

/** What is only a placeholder of a parameter that was left out: it goes, and with it the key that it stands under. */
const LEFT_OUT = Symbol('left out');

type Filled = JsonValue | typeof LEFT_OUT;

/**
 * Puts values in once; what they hold is never looked at for placeholders. Null for what is only a parameter that was
 * left out. Throws invalid_input for a placeholder that stands for nothing, naming the place.
 */
export function fillText(text: string, scope: Scope, place: string): JsonValue {
  const filled = fillString(text, scope, place);
  return filled === LEFT_OUT ? null : filled;
}

/** As `fillText`, in everything below; a key whose value was left out is left out. */
export function fillObject(object: JsonObject, scope: Scope, place: string): JsonObject {
  const entries = Object.entries(object).map(([key, item]) => [key, fill(item, scope, `${place}.${key}`)] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, JsonValue] => entry[1] !== LEFT_OUT));
}

export function fillList(list: readonly JsonValue[], scope: Scope, place: string): JsonValue[] {
  return list
    .map((item, index) => fill(item, scope, `${place}[${index}]`))
    .filter((item): item is JsonValue => item !== LEFT_OUT);
}

/** Throws invalid_input for a placeholder below it that names nothing; needs no values. */
export function assertDeclared(value: JsonValue, declared: ReadonlySet<string>, place: string): void {
  if (typeof value === 'string') {
    for (const part of splitPlaceholders(value)) if (typeof part !== 'string') assertKnown(part, declared, place);
  } else if (isList(value)) {
    for (const [index, item] of value.entries()) assertDeclared(item, declared, `${place}[${index}]`);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) assertDeclared(item, declared, `${place}.${key}`);
  }
}

function fill(value: JsonValue, scope: Scope, place: string): Filled {
  if (typeof value === 'string') return fillString(value, scope, place);
  if (isList(value)) return fillList(value, scope, place);
  return isJsonObject(value) ? fillObject(value, scope, place) : value;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function fillString(text: string, scope: Scope, place: string): Filled {
  const parts = splitPlaceholders(text);
  const [first] = parts;
  if (first === undefined) return '';
  if (parts.length === 1) return typeof first === 'string' ? first : read(first, scope, place);
  return parts.map((part) => (typeof part === 'string' ? part : readWithin(part, scope, place))).join('');
}

function read(placeholder: Placeholder, scope: Scope, place: string): Filled {
  assertKnown(placeholder, scope.declared, place);
  const [name = '', ...fields] = placeholder.path;
  let value = scope.values.get(name);
  for (const field of fields) value = isJsonObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;
  if (value === undefined) return LEFT_OUT;
  return placeholder.filter === null ? value : capitalizeWords(toText(value));
}

function readWithin(placeholder: Placeholder, scope: Scope, place: string): string {
  const value = read(placeholder, scope, place);
  if (value !== LEFT_OUT) return toText(value);
  throw new TaskwrightError('invalid_input', `${place}: ${placeholder.text} was left out and stands within a text.`, {
    hint: 'Give it a value, or give the parameter a default.',
  });
}

function assertKnown({ path, filter, text }: Placeholder, declared: ReadonlySet<string>, place: string): void {
  if (!declared.has(path[0] ?? '')) {
    throw new TaskwrightError('invalid_input', `${place}: ${text} is no parameter of the template.`, {
      hint: 'Add it to "properties" of parameters_schema, or write "\\{" where braces are meant.',
    });
  }
  if (filter === null || filter === 'title') return;
  throw new TaskwrightError('invalid_input', `${place}: ${text} asks for "${filter}"; only "title" is known.`);
}

/** Strings stand bare, null is empty, the rest is JSON. */
function toText(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}

/** `password_reset` as `Password Reset`. */
function capitalizeWords(text: string): string {
  return text
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/(^|\s)(\p{Ll})/gu, (_match, before: string, letter: string) => `${before}${letter.toUpperCase()}`);
}
