import type { ErrorObject } from 'ajv';
import type { JsonObject, JsonValue } from '../domain/json.js';
import type { FieldPath } from '../orchestrators/kind.js';
import { toDotted } from './field-problems.js';
import { didYouMean, nearestTo } from './nearest.js';
import { draftOf, STRICT_FORMATS, STRICT_KEYWORDS, takeCompiler } from './schema-compiler.js';

/** What is wrong with a JSON Schema; `field` begins at the schema. */
export interface SchemaDefect {
  readonly field: FieldPath;
  /** As the end of a sentence: `is no JSON Schema: type must be …`. */
  readonly reason: string;
  readonly hint: string;
}

/** What keeps a value from meeting a schema; `field` begins at the value. */
export interface SchemaViolation {
  readonly field: FieldPath;
  /** A sentence. */
  readonly message: string;
}

const SCHEMA_HINT = 'See https://json-schema.org; a schema for any object is "{ type: object }".';

/**
 * Null for a good schema of draft 2020-12 (unless it names another one: 2019-09, 7 or 6). Keywords that are not known
 * are allowed, as the standard has it, unless they look like a known one misspelt.
 */
export function findSchemaDefect(schema: JsonObject): SchemaDefect | null {
  if (draftOf(schema) === null) {
    const reason = `the draft ${JSON.stringify(schema.$schema).slice(0, 100)} is not known`;
    return { field: ['$schema'], reason, hint: 'Leave "$schema" out for draft 2020-12.' };
  }
  if (schema.$async !== undefined) return { field: ['$async'], reason: '"$async" is not taken', hint: 'Leave it out.' };
  try {
    const { ajv, notes } = takeCompiler(schema, STRICT_FORMATS);
    if (ajv.validateSchema(schema) !== true) return fromErrors(ajv.errors ?? []);
    ajv.compile(schema);
    const { ajv: other, notes: otherNotes } = takeCompiler(schema, STRICT_KEYWORDS);
    other.compile(schema);
    return findMisspelling(
      [...notes, ...otherNotes],
      [...Object.keys(ajv.RULES.keywords), ...Object.keys(ajv.formats)],
    );
  } catch (thrown) {
    return { field: [], reason: thrown instanceof Error ? thrown.message : String(thrown), hint: SCHEMA_HINT };
  }
}

/** Compiles a good schema. The function reports what is wrong with a value: nothing, or at most 20 violations. */
export function createSchemaCheck(schema: JsonObject): (value: JsonValue) => readonly SchemaViolation[] {
  const validate = takeCompiler(schema, STRICT_FORMATS).ajv.compile(schema);
  return (value) => {
    try {
      return validate(value) ? [] : (validate.errors ?? []).slice(0, 20).map(toViolation);
    } catch {
      return [{ field: [], message: 'The value has keys such as "valueOf", with which it cannot be compared.' }];
    }
  };
}

/** Not of the standard, and no mistakes. */
const TOLERATED_WORDS: readonly string[] = ['example'];

function fromErrors(errors: readonly ErrorObject[]): SchemaDefect {
  const [deepest] = [...errors].sort((a, b) => b.instancePath.split('/').length - a.instancePath.split('/').length);
  if (deepest === undefined) return { field: [], reason: 'it does not meet its draft', hint: SCHEMA_HINT };
  const field = toField(deepest.instancePath);
  const allowed: unknown = deepest.params.allowedValues;
  const named = field.length === 0 ? 'it' : `"${toDotted(field)}"`;
  if (!Array.isArray(allowed)) return { field, reason: `${named} ${deepest.message ?? 'is wrong'}`, hint: SCHEMA_HINT };
  return { field, reason: `${named} must be one of ${allowed.join(', ')}`, hint: SCHEMA_HINT };
}

function findMisspelling(notes: readonly string[], known: readonly string[]): SchemaDefect | null {
  for (const note of notes) {
    const word = /unknown (?:keyword|format):? "([^"]+)"/.exec(note)?.[1];
    if (word === undefined || word.startsWith('x-') || TOLERATED_WORDS.includes(word)) continue;
    if (nearestTo(word, known) === null) continue;
    return { field: [], reason: `"${word}" means nothing in it`, hint: didYouMean(word, known, SCHEMA_HINT) };
  }
  return null;
}

function toViolation({ instancePath, keyword, message = 'is not allowed', params }: ErrorObject): SchemaViolation {
  const field = toField(instancePath);
  const subject = field.length === 0 ? 'The value' : `"${toDotted(field)}"`;
  const allowed: unknown = params.allowedValues;
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    return {
      field,
      message: `${subject} must not have "${String(params.additionalProperty ?? params.unevaluatedProperty)}".`,
    };
  }
  const detail = Array.isArray(allowed)
    ? `must be one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`
    : message;
  return { field, message: `${subject} ${detail}.` };
}

/** `/properties/a~1b/0` */
function toField(pointer: string): FieldPath {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((segment) => (/^(?:0|[1-9]\d*)$/.test(segment) ? Number(segment) : segment));
}
