import type { Scalar } from 'yaml';

/**
 * Where the character at `offset` of a scalar's value stands in the text, as an index into the text. Exact for scalars
 * on one line and for literal blocks; for folded ones it is the right line as long as lines were not joined before it.
 */
export function toTextIndex(text: string, node: Scalar, offset: number): number {
  const [start, end] = node.range ?? [0, 0];
  switch (node.type) {
    case 'QUOTE_SINGLE':
      return walk(text, start + 1, end - 1, offset, singleQuotedStep);
    case 'QUOTE_DOUBLE':
      return walk(text, start + 1, end - 1, offset, doubleQuotedStep);
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return walkBlock(text, node, offset);
    default:
      return walk(text, start, end, offset, plainStep);
  }
}

/** How much text one step takes, and how many characters of the value it makes. */
type Step = readonly [taken: number, made: number];

function walk(
  text: string,
  start: number,
  end: number,
  offset: number,
  step: (text: string, index: number) => Step,
): number {
  let index = start;
  let made = 0;
  while (index < end && made < offset) {
    const [taken, added] = step(text, index);
    if (made + added > offset) return index;
    index += taken;
    made += added;
  }
  return index;
}

function plainStep(text: string, index: number): Step {
  return text[index] === '\n' || text[index] === '\r' ? foldStep(text, index) : [1, 1];
}

function singleQuotedStep(text: string, index: number): Step {
  return text.startsWith("''", index) ? [2, 1] : plainStep(text, index);
}

const LONG_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function doubleQuotedStep(text: string, index: number): Step {
  if (text[index] !== '\\') return plainStep(text, index);
  const kind = text[index + 1] ?? '';
  if (kind === '\n' || kind === '\r') return [1 + foldStep(text, index + 1)[0], 0];
  const digits = LONG_ESCAPES[kind];
  if (digits === undefined) return [2, 1];
  const code = Number.parseInt(text.slice(index + 2, index + 2 + digits), 16);
  return [2 + digits, code > 0xffff ? 2 : 1];
}

/** A line break and the indentation behind it become one space; further empty lines become breaks. */
function foldStep(text: string, index: number): Step {
  const [white = ''] = /^\s+/.exec(text.slice(index, index + 10_000)) ?? [];
  const breaks = white.split('\n').length - 1;
  return [white.length, Math.max(1, breaks - 1)];
}

function walkBlock(text: string, node: Scalar, offset: number): number {
  const [start, end] = node.range ?? [0, 0];
  const bodyStart = text.indexOf('\n', start) + 1;
  const lines = text.slice(bodyStart, end).split('\n');
  const indent = leadingSpaces(lines) - leadingSpaces(String(node.value).split('\n'));
  let index = bodyStart;
  let made = 0;
  for (const line of lines) {
    const length = Math.max(0, line.length - indent);
    if (made + length >= offset) return Math.min(index + Math.min(indent, line.length) + (offset - made), end);
    made += length + 1;
    index += line.length + 1;
  }
  return Math.min(index, end);
}

/** Of the first line that is not empty; the rest of the block is indented no less. */
function leadingSpaces(lines: readonly string[]): number {
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return first.length - first.trimStart().length;
}
