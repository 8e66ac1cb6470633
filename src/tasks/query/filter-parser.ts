import { filterError, tokenize, type Token } from './filter-tokens.js';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A time is milliseconds since the epoch. */
export type Literal =
  | { readonly sort: 'text'; readonly value: string }
  | { readonly sort: 'number'; readonly value: number }
  | { readonly sort: 'boolean'; readonly value: boolean }
  | { readonly sort: 'time'; readonly value: number };

export interface FieldName {
  /** `['created_at']`, or `['attributes', 'owner', 'name']`. */
  readonly path: readonly string[];
  /** In the text, from 0. */
  readonly at: number;
}

export type Condition =
  | { readonly is: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly is: 'not'; readonly part: Condition }
  | { readonly is: 'compare'; readonly field: FieldName; readonly operator: Comparison; readonly literal: Literal }
  | { readonly is: 'in'; readonly field: FieldName; readonly literals: readonly Literal[]; readonly negated: boolean }
  | { readonly is: 'like'; readonly field: FieldName; readonly pattern: string; readonly negated: boolean }
  | { readonly is: 'null'; readonly field: FieldName; readonly negated: boolean };

const MAX_DEPTH = 50;
const MAX_WILDCARDS = 10;
const HOUR_MS = 3_600_000;
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** Throws invalid_input, saying where. `NOW()` is `now`. */
export function parseFilter(source: string, now: number): Condition {
  const tokens = tokenize(source);
  let index = 0;
  let depth = 0;

  const end: Token = { sort: 'end', value: 'the end', at: source.length };
  const peek = (ahead = 0): Token => tokens[index + ahead] ?? end;
  const next = (): Token => {
    const token = peek();
    index += 1;
    return token;
  };
  const isKeyword = (word: string, ahead = 0): boolean =>
    peek(ahead).sort === 'word' && peek(ahead).value.toUpperCase() === word;
  const isSymbol = (symbol: string): boolean => peek().sort === 'symbol' && peek().value === symbol;
  const take = (isThere: boolean): boolean => {
    if (isThere) index += 1;
    return isThere;
  };
  const expectSymbol = (symbol: string): void => {
    if (!take(isSymbol(symbol))) throw expected(peek(), `"${symbol}"`);
  };
  const expectKeyword = (word: string): void => {
    if (!take(isKeyword(word))) throw expected(peek(), word);
  };

  function parseOr(): Condition {
    const parts = [parseAnd()];
    while (take(isKeyword('OR'))) parts.push(parseAnd());
    return joined('or', parts);
  }

  function parseAnd(): Condition {
    const parts = [parseNot()];
    while (take(isKeyword('AND'))) parts.push(parseNot());
    return joined('and', parts);
  }

  function parseNot(): Condition {
    depth += 1;
    if (depth > MAX_DEPTH) throw filterError(peek().at, `it is nested more than ${MAX_DEPTH} deep`);
    const condition = take(isKeyword('NOT')) ? { is: 'not' as const, part: parseNot() } : parsePrimary();
    depth -= 1;
    return condition;
  }

  function parsePrimary(): Condition {
    if (!take(isSymbol('('))) return parseComparison();
    const inner = parseOr();
    expectSymbol(')');
    return inner;
  }

  function parseComparison(): Condition {
    const field = parseField();
    if (take(isKeyword('IS'))) {
      const negated = take(isKeyword('NOT'));
      expectKeyword('NULL');
      return { is: 'null', field, negated };
    }
    const negated = take(isKeyword('NOT'));
    if (take(isKeyword('IN'))) return { is: 'in', field, literals: parseList(), negated };
    if (take(isKeyword('LIKE'))) return { is: 'like', field, pattern: parsePattern(), negated };
    const token = next();
    const operator = token.sort === 'symbol' && !negated ? COMPARISONS[token.value] : undefined;
    if (operator === undefined) throw expected(token, negated ? 'IN or LIKE' : 'a comparison such as =, IN or LIKE');
    return { is: 'compare', field, operator, literal: parseLiteral() };
  }

  function parseField(): FieldName {
    const first = next();
    if (first.sort !== 'word') throw expected(first, 'a field');
    const path = [first.value];
    while (take(isSymbol('.'))) {
      const part = next();
      if (part.sort !== 'word' && part.sort !== 'text') throw expected(part, 'the name of an attribute');
      path.push(part.value);
    }
    return { path, at: first.at };
  }

  function parseList(): readonly Literal[] {
    expectSymbol('(');
    const literals = [parseLiteral()];
    while (take(isSymbol(','))) literals.push(parseLiteral());
    expectSymbol(')');
    return literals;
  }

  function parsePattern(): string {
    const token = next();
    if (token.sort !== 'text') throw expected(token, "a pattern such as '%login%'");
    if ((token.value.match(/%/g) ?? []).length > MAX_WILDCARDS)
      throw filterError(token.at, `a pattern has at most ${MAX_WILDCARDS} "%"`);
    return token.value;
  }

  function parseLiteral(): Literal {
    const token = next();
    if (token.sort === 'text') return { sort: 'text', value: token.value };
    if (token.sort === 'number') return { sort: 'number', value: Number(token.value) };
    const word = token.sort === 'word' ? token.value.toUpperCase() : '';
    if (word === 'TRUE' || word === 'FALSE') return { sort: 'boolean', value: word === 'TRUE' };
    if (word === 'NOW' || word === 'DATE_SUB') {
      index -= 1;
      return { sort: 'time', value: parseTime() };
    }
    if (word === 'NULL') throw filterError(token.at, 'nothing compares with NULL', 'Write IS NULL or IS NOT NULL.');
    throw expected(token, 'a text in quotes, a number, TRUE, FALSE, NOW() or DATE_SUB(…)');
  }

  function parseTime(): number {
    if (take(isKeyword('NOW'))) {
      expectSymbol('(');
      expectSymbol(')');
      return now;
    }
    expectKeyword('DATE_SUB');
    expectSymbol('(');
    const from = parseTime();
    expectSymbol(',');
    expectKeyword('INTERVAL');
    const amount = next();
    if (amount.sort !== 'number' || !/^\d{1,6}$/.test(amount.value)) throw expected(amount, 'a whole number');
    const unit = next();
    const earlier = subtract(from, Number(amount.value), unit.value.toUpperCase());
    if (earlier === null) throw expected(unit, 'DAY, WEEK, MONTH or HOUR');
    if (Number.isNaN(new Date(earlier).getTime())) throw filterError(amount.at, 'this is before all time');
    expectSymbol(')');
    return earlier;
  }

  const condition = parseOr();
  if (peek().sort !== 'end') throw expected(peek(), 'AND, OR or the end');
  return condition;
}

function joined(is: 'and' | 'or', parts: readonly Condition[]): Condition {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { is, parts };
}

function expected(token: Token, what: string) {
  const found = token.sort === 'end' ? 'there is nothing more' : `"${token.value.slice(0, 50)}" stands there`;
  return filterError(token.at, `${what} is expected, but ${found}`);
}

/** A month before the 31st of March is the last of February. */
function subtract(from: number, amount: number, unit: string): number | null {
  switch (unit.replace(/S$/, '')) {
    case 'HOUR':
      return from - amount * HOUR_MS;
    case 'DAY':
      return from - amount * 24 * HOUR_MS;
    case 'WEEK':
      return from - amount * 7 * 24 * HOUR_MS;
    case 'MONTH': {
      const date = new Date(from);
      const day = date.getUTCDate();
      date.setUTCDate(1);
      date.setUTCMonth(date.getUTCMonth() - amount);
      const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
      date.setUTCDate(Math.min(day, lastDay));
      return date.getTime();
    }
    default:
      return null;
  }
}
