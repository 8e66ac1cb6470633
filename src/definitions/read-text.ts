import { Composer, type CST, type Document, Lexer, type Node, type ParsedNode, Parser } from 'yaml';
import type { AuthoredSource, ReadSource } from './authored-source.js';
import { findJsonError } from './find-json-error.js';
import { fitsJson } from './json-size.js';
import { createLineFinder } from './line-finder.js';
import type { Problem } from './problem.js';
import { indexOfField } from './yaml-positions.js';
import { toYamlValue } from './yaml-value.js';

/** Bytes of a definition's text. */
export const MAX_DEFINITION_BYTES = 1_048_576;

/** What the aliases of a text may write out, in characters. */
const MAX_EXPANDED_CHARACTERS = 4 * MAX_DEFINITION_BYTES;

/** Lists and objects within each other; tasks stand at most 50 deep, each in a list and an object or two. */
const MAX_NESTING = 400;

export interface ReadTextOptions {
  readonly file?: string | null | undefined;
  readonly format?: 'yaml' | 'json' | undefined;
}

/** Reads the YAML or JSON text of a definition, with the place of everything in it. Never throws. */
export function readText(text: string, { file = null, format = 'yaml' }: ReadTextOptions): ReadSource {
  const toPosition = createLineFinder(text);
  try {
    const read = format === 'json' ? readJson(text) : readYaml(text);
    return 'root' in read ? fromRoot(read.root) : refuse(read.refused);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return refuse([TOO_DEEP]);
  }

  function fromRoot(root: Node): ReadSource {
    const { value, problems, targets } = toYamlValue(root, text);
    if (problems.length > 0) return refuse(problems);
    if (!fitsJson(value, MAX_EXPANDED_CHARACTERS)) return refuse([TOO_LARGE_EXPANDED]);
    const source: AuthoredSource = {
      value,
      locate: (field, at, offset) => toPosition(indexOfField({ text, root, targets }, field, at, offset)),
    };
    return { source, problems: [] };
  }

  function refuse(problems: readonly TextProblem[]): ReadSource {
    return {
      source: null,
      problems: problems.map(({ index, message, hint }): Problem => {
        return { code: 'invalid_definition', message, file, ...toPosition(index), path: null, hint };
      }),
    };
  }
}

type ReadDocument = { readonly root: Node } | { readonly refused: readonly TextProblem[] };

interface TextProblem {
  readonly index: number;
  readonly message: string;
  readonly hint: string;
}

const TOO_DEEP: TextProblem = {
  index: 0,
  message: `Lists and objects may stand ${MAX_NESTING} deep at most.`,
  hint: 'Write it flatter.',
};

const TOO_LARGE_EXPANDED: TextProblem = {
  index: 0,
  message: 'It is larger than 4 MiB once its aliases are written out.',
  hint: 'Use fewer aliases.',
};

function readYaml(text: string): ReadDocument {
  const tokens = readTokens(text);
  if ('refused' in tokens) return tokens;
  const [first, second] = composeDocuments(tokens.tokens, text.length);
  const [error] = first?.errors ?? [];
  if (error !== undefined) {
    const message = `This is not YAML: ${error.message.replace(/\.$/, '')}.`;
    return { refused: [{ index: error.pos[0], message, hint: toYamlHint(text, error.pos[0]) }] };
  }
  if (second !== undefined) {
    const index = second.contents?.range[0] ?? second.range[0];
    const message = 'A second document begins here.';
    return { refused: [{ index, message, hint: 'A file has one definition; leave "---" out.' }] };
  }
  return toRoot(first);
}

/** `{ sum: ${{ … }} }` is what authors get wrong most: the braces of the expression look like those of another map. */
function toYamlHint(text: string, index: number): string {
  if (text.slice(Math.max(0, index - 2), index + 2).includes('${{'))
    return 'Between { } and [ ] an expression stands in quotes, as in "${{ … }}".';
  return 'Look at the indentation, brackets and quotes here and in the line before.';
}

/** JSON is YAML, so that everything in it can be found the same way; but it has to be JSON. */
function readJson(text: string): ReadDocument {
  const tokens = readTokens(text);
  if ('refused' in tokens) return tokens;
  const error = findJsonError(text);
  if (error !== null) {
    const message = `This is not JSON: ${error.expected} is expected here.`;
    return {
      refused: [{ index: error.index, message, hint: 'Correct the JSON; YAML goes into a file ending in .yaml.' }],
    };
  }
  return toRoot(composeDocuments(tokens.tokens, text.length)[0]);
}

function toRoot(document: Document.Parsed<ParsedNode> | undefined): ReadDocument {
  const root = document?.contents ?? null;
  if (root !== null) return { root };
  const hint = 'A definition has at least "tasks" or "action".';
  return { refused: [{ index: 0, message: 'There is nothing in it.', hint }] };
}

/** Refuses what the recursion that follows would not survive. */
function readTokens(text: string): { readonly tokens: readonly CST.Token[] } | { readonly refused: TextProblem[] } {
  const refused = checkCharacters(text);
  if (refused !== null) return { refused: [refused] };
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_NESTING) return { refused: [{ ...TOO_DEEP, index: parser.offset }] };
  }
  tokens.push(...parser.end());
  return { tokens };
}

function checkCharacters(text: string): TextProblem | null {
  if (text.length > MAX_DEFINITION_BYTES || new TextEncoder().encode(text).length > MAX_DEFINITION_BYTES) {
    const hint = 'Split it and start the parts with the action "run".';
    return { index: 0, message: 'A definition has 1 MiB at most.', hint };
  }
  const index = text.indexOf('\0');
  if (index === -1) return null;
  return { index, message: 'This is not a text: it has a zero byte.', hint: 'Name a YAML or JSON file.' };
}

/** Keys are compared by `toYamlValue`: the library compares each with each. */
function composeDocuments(tokens: readonly CST.Token[], length: number): Document.Parsed<ParsedNode>[] {
  const composer = new Composer<ParsedNode>({
    uniqueKeys: false,
    stringKeys: true,
    version: '1.2',
    logLevel: 'silent',
  });
  const documents: Document.Parsed<ParsedNode>[] = [];
  for (const document of composer.compose(tokens, true, length)) {
    documents.push(document);
    if (documents.length === 2) break;
  }
  return documents;
}
