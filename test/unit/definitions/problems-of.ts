import { createDefinitionParser, type ParseOptions } from '../../../src/definitions/parse-definition.js';

const parser = createDefinitionParser({ hasAllActions: true });

/** Each problem as `line:column path message`. */
export function problemsOf(text: string, options: ParseOptions = {}): string[] {
  const { problems } = parser.parseDefinition(text, options);
  return problems.map(({ line, column, path, message }) => `${line}:${column} ${path ?? '-'} ${message}`);
}

const MARK = '¦';

/** A rule, a text with a `¦` before everything that is wrong in it, and what is said there, as `path message`. */
export type Refused = readonly [rule: string, markedText: string, said: readonly string[]];

/** What `problemsOf` has to say of the text without its marks. */
export function expectedProblems([, markedText, said]: Refused): { text: string; problems: string[] } {
  const positions: string[] = [];
  let line = 1;
  let column = 1;
  for (const character of markedText) {
    if (character === MARK) positions.push(`${line}:${column}`);
    else if (character === '\n') [line, column] = [line + 1, 1];
    else column += character.length;
  }
  const problems = said.map((one, index) => `${positions[index] ?? 'unmarked'} ${one}`);
  return { text: markedText.replaceAll(MARK, ''), problems };
}

/** A parallel of the tasks, one a line. */
export function parallel(...tasks: readonly string[]): string {
  return ['kind: parallel', 'tasks:', ...tasks.map((task) => `- ${task}`)].join('\n');
}

/** A composite of the tasks, one a line. */
export function composite(...tasks: readonly string[]): string {
  return ['tasks:', ...tasks.map((task) => `- ${task}`)].join('\n');
}
