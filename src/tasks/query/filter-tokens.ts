import { TaskwrightError } from '../../domain/errors.js';

export interface Token {
  /** A word is a field, a keyword or a function; of a text, `value` is what stands between the quotes. */
  readonly sort: 'word' | 'text' | 'number' | 'symbol' | 'end';
  readonly value: string;
  /** Where it begins, from 0. */
  readonly at: number;
}

const TOKEN =
  /(?<space>\s+)|(?<number>-?\d+(?:\.\d+)?(?![\w.]))|(?<word>[A-Za-z_][\w-]*)|(?<text>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?<symbol><=|>=|<>|!=|=|<|>|\(|\)|,|\.)/y;

/** Throws invalid_input with the place. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(source);
    if (!found) {
      const isOpen = source[at] === "'" || source[at] === '"';
      throw filterError(at, isOpen ? 'this text has no end' : `"${source.slice(at, at + 1)}" is not understood`);
    }
    const { number, word, text, symbol } = found.groups ?? {};
    if (number !== undefined) tokens.push({ sort: 'number', value: number, at });
    if (word !== undefined) tokens.push({ sort: 'word', value: word, at });
    if (text !== undefined) tokens.push({ sort: 'text', value: unquote(text), at });
    if (symbol !== undefined) tokens.push({ sort: 'symbol', value: symbol, at });
    at += found[0].length;
  }
  return [...tokens, { sort: 'end', value: 'the end', at }];
}

/** A quote within is written twice. */
function unquote(text: string): string {
  const quote = text.slice(0, 1);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

/** `at` from 0; people count from 1. */
export function filterError(at: number, what: string, hint?: string): TaskwrightError {
  return new TaskwrightError('invalid_input', `"custom_filter", character ${at + 1}: ${what}.`, {
    hint: hint ?? "Write comparisons such as attributes.severity = 'high' AND created_at < NOW().",
  });
}
