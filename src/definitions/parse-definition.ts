import type { Definition } from '../domain/definition.js';
import { isValidId } from '../domain/ids.js';
import { isJsonObject } from '../domain/json.js';
import type { AuthoredSource, ReadSource } from './authored-source.js';
import { toDefinitionKinds } from './built-in-kinds.js';
import { checkDefinition } from './check-definition.js';
import type { NamedDefinitionKind } from './definition-kind.js';
import { HEAD_KEYS, parseHead, type DefinitionHead } from './parse-head.js';
import { type KnownAction } from './known-actions.js';
import { toKnownActions } from './built-in-actions.js';
import { parseTasks, type ParsedTasks } from './parse-task.js';
import { type Finding, type Problem, toProblems } from './problem.js';
import { readBytes } from './read-bytes.js';
import { readObject } from './read-object.js';
import { readText } from './read-text.js';
import type { Triggers } from './head-schema.js';

/** A parsed definition with the parts of its head that the engine does not need. */
export interface ParsedDefinition extends Definition {
  readonly title?: string;
  readonly on?: Triggers;
  readonly mcp?: { readonly tool?: boolean };
}

/** A definition, or everything that is wrong with it in the order of the text; never both. */
export type DefinitionResult =
  | { readonly definition: ParsedDefinition; readonly problems: readonly [] }
  | { readonly definition: null; readonly problems: readonly Problem[] };

export interface ParseOptions {
  /** Named in problems; the id of a definition that does not say one is the file's base name. */
  readonly file?: string | null | undefined;
  /** `json` is strict JSON; `yaml` takes both. By the file's name unless said. */
  readonly format?: 'yaml' | 'json' | undefined;
}

export interface DefinitionParser {
  /** Never throws. Text or bytes of at most 1 MiB. */
  parseDefinition(text: string | Uint8Array, options?: ParseOptions): DefinitionResult;
  /** Of a value that has been read already. Never throws; the problems have no lines. */
  parseDefinitionObject(authored: unknown, options?: Pick<ParseOptions, 'file'>): DefinitionResult;
}

export interface DefinitionParserOptions {
  /** Kinds of the user's own, besides the eight. */
  readonly kinds?: Iterable<NamedDefinitionKind> | undefined;
  /** Actions besides the built-in ones. */
  readonly actions?: Iterable<KnownAction> | undefined;
  /** True where there are no others: then an unknown action is a problem. */
  readonly hasAllActions?: boolean | undefined;
}

/** Parses and checks definitions with kinds and actions of the user's own. Throws RangeError for a kind that is built in. */
export function createDefinitionParser(options: DefinitionParserOptions = {}): DefinitionParser {
  const kinds = toDefinitionKinds(options.kinds ?? []);
  const actions = toKnownActions(options.actions ?? [], { isComplete: options.hasAllActions ?? false });
  return {
    parseDefinition: (text, { file = null, format = formatOf(file) } = {}) =>
      fromRead(typeof text === 'string' ? readText(text, { file, format }) : readBytes(text, { file, format }), file),
    parseDefinitionObject: (authored, { file = null } = {}) => fromRead(readObject(authored, file), file),
  };

  function fromRead(read: ReadSource, file: string | null): DefinitionResult {
    return read.source === null ? { definition: null, problems: read.problems } : fromSource(read.source, file);
  }

  function fromSource(source: AuthoredSource, file: string | null): DefinitionResult {
    const { value } = source;
    if (!isJsonObject(value)) return refuse([toShapeFinding(Array.isArray(value))], source, file);
    const head = parseHead(value);
    const tasks = parseTasks(value, kinds, HEAD_KEYS);
    const definition = toDefinition(head, tasks, file);
    const findings = checkDefinition({ authored: value, definition, head, tasks, kinds, actions });
    return findings.length === 0 ? { definition, problems: [] } : refuse(findings, source, file);
  }

  function refuse(findings: readonly Finding[], source: AuthoredSource, file: string | null): DefinitionResult {
    return { definition: null, problems: toProblems(findings, source, file) };
  }
}

const builtIn = createDefinitionParser();

/** Parses a definition of the built-in kinds; actions that are not built in are taken as given. Never throws. */
export const { parseDefinition, parseDefinitionObject } = builtIn;

function formatOf(file: string | null): 'yaml' | 'json' {
  return file?.toLowerCase().endsWith('.json') === true ? 'json' : 'yaml';
}

function toShapeFinding(isList: boolean): Finding {
  const message = `A definition is an object with keys such as "id" and "tasks", not a ${isList ? 'list' : 'single value'}.`;
  return { field: [], at: 'value', message, hint: 'Write "tasks:" above a list of tasks.', path: '/' };
}

function toDefinition({ head }: DefinitionHead, { root }: ParsedTasks, file: string | null): ParsedDefinition {
  const { on, mcp } = head;
  return {
    id: head.id ?? idOf(file),
    version: head.version ?? '0.0.0',
    ...(root.title === undefined ? {} : { title: root.title }),
    ...(root.description === undefined ? {} : { description: root.description }),
    input: head.input ?? { type: 'object' },
    ...(on === undefined ? {} : { on }),
    ...(mcp === undefined ? {} : { mcp }),
    root,
  };
}

/** `release.workflow.yaml` is called release.workflow, written as an id. */
function idOf(file: string | null): string {
  const base =
    file
      ?.split(/[\\/]/)
      .at(-1)
      ?.replace(/\.[A-Za-z]+$/, '') ?? '';
  const id = base
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
  return isValidId(id) ? id : 'workflow';
}
