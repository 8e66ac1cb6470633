/** An issue of zod, before or after it has its message. */
export interface FoundIssue {
  readonly code: string;
  readonly input?: unknown;
  readonly expected?: unknown;
  readonly values?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly origin?: unknown;
}

/** What zod found, as the end of a sentence whose subject is the field: `must be a text`. */
export function toPredicate(issue: FoundIssue): string | undefined {
  if (issue.input === undefined) return 'is missing';
  const find = PREDICATES[issue.code];
  return find === undefined ? undefined : find(issue);
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

const PREDICATES: Readonly<Record<string, (issue: FoundIssue) => string>> = {
  invalid_type: ({ expected }) => `must be ${EXPECTED[String(expected)] ?? String(expected)}`,
  invalid_value: ({ values }) => `must be ${toAlternatives(values)}`,
  too_small: ({ minimum, origin }) => `must ${toSize(origin, 'at least', minimum)}`,
  too_big: ({ maximum, origin }) => `must ${toSize(origin, 'at most', maximum)}`,
  invalid_format: () => 'has the wrong form',
  not_multiple_of: () => 'must be a whole number',
  invalid_union: () => 'has none of the forms that are allowed here',
};

function toAlternatives(values: unknown): string {
  const words = Array.isArray(values) ? values.map(String) : [];
  return words.length <= 1 ? `${words[0]}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function toSize(origin: unknown, bound: string, size: unknown): string {
  if (origin === 'array') return `have ${bound} ${String(size)} ${size === 1 ? 'entry' : 'entries'}`;
  if (origin === 'string')
    return size === 1 && bound === 'at least' ? 'not be empty' : `have ${bound} ${String(size)} characters`;
  return `be ${bound} ${String(size)}`;
}
