/** `{name}`, `{{ name }}`, `{item.field}` or `{name|title}` in a text of a template. */
export interface Placeholder {
  /** A parameter, and the fields below it. */
  readonly path: readonly string[];
  readonly filter: string | null;
  /** As written. */
  readonly text: string;
}

const PATH = String.raw`[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*`;
const BODY = String.raw`\s*(${PATH})\s*(?:\|\s*([A-Za-z_]+)\s*)?`;
const ESCAPED = String.raw`\\(\{\{[^{}]*\}\}|\{[^{}]*\})`;
/** `${name}` and `${{ … }}` are words of other languages. */
const FOREIGN = String.raw`\$\{\{.*?\}\}|\$\{[^{}]*\}`;
const PATTERN = new RegExp(`${ESCAPED}|${FOREIGN}|\\{\\{${BODY}\\}\\}|\\{${BODY}\\}`, 'gs');

/** Text and placeholders in turn; `\{name}` is the text `{name}`. */
export function splitPlaceholders(text: string): readonly (string | Placeholder)[] {
  const parts: (string | Placeholder)[] = [];
  let at = 0;
  for (const match of text.matchAll(PATTERN)) {
    const [written, escaped, doublePath, doubleFilter, singlePath, singleFilter] = match;
    if (match.index > at) parts.push(text.slice(at, match.index));
    at = match.index + written.length;
    const path = doublePath ?? singlePath;
    if (path === undefined) parts.push(escaped ?? written);
    else parts.push({ path: path.split('.'), filter: doubleFilter ?? singleFilter ?? null, text: written });
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

export function holdsPlaceholder(text: string): boolean {
  return splitPlaceholders(text).some((part) => typeof part !== 'string');
}
