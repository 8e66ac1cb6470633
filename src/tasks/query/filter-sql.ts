import { and, ilike, inArray, isNotNull, isNull, notIlike, notInArray, or, sql, type SQL } from 'drizzle-orm';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import { STAGE_ALIASES } from '../model/lifecycle.js';
import { genericTasks } from '../store/schema.js';
import { parseFilter, type Comparison, type Condition, type FieldName, type Literal } from './filter-parser.js';
import { filterError } from './filter-tokens.js';
import { TASK_FIELDS, type TaskField } from './task-fields.js';

/**
 * `custom_filter` as a condition whose values are all bound. What is missing fulfils no comparison, not even `!=`; NOT
 * turns around whatever it stands before. LIKE ignores case. Throws invalid_input, naming the field and the place.
 */
export function toFilterSql(source: string, now: number): SQL {
  return toSql(parseFilter(source, now));
}

function toSql(condition: Condition): SQL {
  switch (condition.is) {
    case 'and':
      return and(...condition.parts.map(toSql)) ?? sql`true`;
    case 'or':
      return or(...condition.parts.map(toSql)) ?? sql`false`;
    case 'not':
      return sql`((${toSql(condition.part)}) is not true)`;
    default:
      return condition.field.path[0] === 'attributes' && condition.field.path.length > 1
        ? attributeSql(condition, condition.field.path.slice(1))
        : fieldSql(condition, requireField(condition.field));
  }
}

type Test = Exclude<Condition, { readonly is: 'and' | 'or' | 'not' }>;

function requireField({ path, at }: FieldName): TaskField {
  const name = path.join('.');
  const field = TASK_FIELDS.get(name);
  if (field) return field;
  throw filterError(
    at,
    `there is no field "${name}"`,
    `Fields are ${[...TASK_FIELDS.keys()].join(', ')} and attributes.NAME.`,
  );
}

function fieldSql(test: Test, { column, sort }: TaskField): SQL {
  switch (test.is) {
    case 'null':
      return test.negated ? isNotNull(column) : isNull(column);
    case 'like':
      if (sort !== 'text') throw filterError(test.field.at, `"${test.field.path[0]}" is no text: LIKE does not fit it`);
      return test.negated ? notIlike(column, test.pattern) : ilike(column, test.pattern);
    case 'in': {
      const values = test.literals.flatMap((literal) => toValues(test.field, sort, literal));
      return test.negated ? notInArray(column, values) : inArray(column, values);
    }
    case 'compare': {
      const [value, ...others] = toValues(test.field, sort, test.literal);
      if (test.operator === '=') return inArray(column, [value, ...others]);
      if (test.operator === '!=') return notInArray(column, [value, ...others]);
      return sql`${column} ${OPERATORS[test.operator]} ${value}`;
    }
  }
}

const OPERATORS: Readonly<Record<Exclude<Comparison, '=' | '!='>, SQL>> = {
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
};

/** Several where one word stands for several values. Throws invalid_input for a literal of another sort than the field. */
function toValues({ path, at }: FieldName, sort: TaskField['sort'], literal: Literal): readonly unknown[] {
  const [name = ''] = path;
  if (sort === 'text' && literal.sort === 'text') {
    if (name === 'status' && literal.value === 'active') return ['in_progress', 'waiting'];
    if (name === 'lifecycle_stage') return [STAGE_ALIASES[literal.value] ?? literal.value];
    return [literal.value];
  }
  if (sort === 'number' && literal.sort === 'number' && isInt4(literal.value)) return [literal.value];
  if (sort === 'time' && literal.sort === 'time') return [literal.value];
  if (sort === 'time' && literal.sort === 'text') {
    const value = /^\d{4}-\d{2}-\d{2}/.test(literal.value) ? Date.parse(literal.value) : Number.NaN;
    if (Number.isFinite(value)) return [value];
  }
  const wanted = { text: 'a text in quotes', number: 'a whole number', time: "a time such as '2030-01-31' or NOW()" }[
    sort
  ];
  throw filterError(at, `"${name}" is compared with ${wanted}`);
}

function isInt4(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31;
}

function attributeSql(test: Test, path: readonly string[]): SQL {
  const json = sql`(${genericTasks.attributes} #> ${sql.param([...path])}::text[])`;
  const text = sql`(${genericTasks.attributes} #>> ${sql.param([...path])}::text[])`;
  switch (test.is) {
    case 'null':
      return test.negated ? sql`${text} is not null` : sql`${text} is null`;
    case 'like':
      return test.negated ? notIlike(text, test.pattern) : ilike(text, test.pattern);
    case 'in': {
      const isOne = or(...test.literals.map((literal) => contains(path, literal))) ?? sql`false`;
      return test.negated ? sql`(${text} is not null and not (${isOne}))` : isOne;
    }
    case 'compare': {
      const { operator, literal } = test;
      if (operator === '=') return contains(path, literal);
      if (operator === '!=') return sql`(${text} is not null and not ${contains(path, literal)})`;
      if (literal.sort === 'number')
        return sql`(case when jsonb_typeof(${json}) = 'number' then ${json}::numeric end) ${OPERATORS[operator]} ${literal.value}::numeric`;
      // Texts by their bytes, which is the order of times in ISO 8601.
      return sql`(${text} collate "C") ${OPERATORS[operator]} ${String(toJson(literal))}`;
    }
  }
}

/** What the index on attributes finds. */
function contains(path: readonly string[], literal: Literal): SQL {
  const nested = path.reduceRight<JsonValue>((inner, name) => ({ [name]: inner }), toJson(literal));
  return toContainment(nested);
}

export function toContainment(value: JsonValue | JsonObject): SQL {
  return sql`${genericTasks.attributes} @> ${JSON.stringify(value)}::jsonb`;
}

function toJson(literal: Literal): JsonValue {
  return literal.sort === 'time' ? new Date(literal.value).toISOString() : literal.value;
}
