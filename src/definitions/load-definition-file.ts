import { readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { ErrorCode } from '../domain/errors.js';
import { toMessage } from '../domain/errors.js';
import { importModule } from './import-module.js';
import {
  type DefinitionParser,
  type DefinitionResult,
  parseDefinition,
  parseDefinitionObject,
} from './parse-definition.js';
import { MAX_DEFINITION_BYTES } from './read-text.js';

export interface LoadOptions {
  /** The parser of the built-in kinds unless said. */
  readonly parser?: DefinitionParser;
  /** What relative paths are relative to; the working directory unless said. */
  readonly directory?: string;
}

const TEXT_FORMATS: Readonly<Record<string, 'yaml' | 'json'>> = { '.yaml': 'yaml', '.yml': 'yaml', '.json': 'json' };

const TYPESCRIPT = ['.ts', '.mts', '.cts'];

const JAVASCRIPT = ['.js', '.mjs', '.cjs'];

/**
 * Reads and parses a definition from a file: YAML, JSON, or a TypeScript or JavaScript module with a default export,
 * which is executed. Does not throw: a file that cannot be read is a problem of the code not_found or invalid_input.
 */
export async function loadDefinitionFile(file: string, options: LoadOptions = {}): Promise<DefinitionResult> {
  const { parser = { parseDefinition, parseDefinitionObject }, directory = process.cwd() } = options;
  const path = resolve(directory, file);
  const extension = extname(path).toLowerCase();
  const problem = await checkFile(file, path, extension);
  if (problem !== null) return problem;
  const format = TEXT_FORMATS[extension];
  if (format !== undefined) return parser.parseDefinition(await readFile(path), { file, format });
  try {
    const exported = defaultOf(await importModule(path));
    if (exported !== undefined) return parser.parseDefinitionObject(exported, { file });
  } catch (thrown) {
    return refuse(file, 'invalid_definition', `${file} cannot be loaded: ${toMessage(thrown)}`, 'Run it to see more.');
  }
  const hint = 'Write "export default defineWorkflow({ … })".';
  return refuse(file, 'invalid_definition', `${file} has no default export.`, hint);
}

async function checkFile(file: string, path: string, extension: string): Promise<DefinitionResult | null> {
  const extensions = [...Object.keys(TEXT_FORMATS), ...TYPESCRIPT, ...JAVASCRIPT];
  const found = await stat(path).catch(() => null);
  if (found === null) return refuse(file, 'not_found', `There is no file ${file}.`, 'Look at the path.');
  if (!found.isFile()) return refuse(file, 'invalid_input', `${file} is not a file.`, 'Name the definition itself.');
  if (!extensions.includes(extension)) {
    const hint = `A definition is a file that ends in ${extensions.join(', ')}.`;
    return refuse(file, 'invalid_input', `${file} is not a definition by its name.`, hint);
  }
  if (found.size <= MAX_DEFINITION_BYTES) return null;
  const hint = 'Split it and start the parts with the action "run".';
  return refuse(file, 'invalid_definition', 'A definition has 1 MiB at most.', hint);
}

/** Of a CommonJS module the default export stands in the default export. */
function defaultOf(module: unknown): unknown {
  const exported = read(module, 'default');
  return read(exported, '__esModule') === true || isNamespace(exported) ? read(exported, 'default') : exported;
}

function isNamespace(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Module]';
}

function read(from: unknown, key: string): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, key) ? Reflect.get(from, key) : undefined;
}

function refuse(file: string, code: ErrorCode, message: string, hint: string): DefinitionResult {
  return { definition: null, problems: [{ code, message, file, line: null, column: null, path: null, hint }] };
}
